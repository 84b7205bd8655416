/** The living screen: how loud, how much sound in hand, how far from its place, the relays, the link. At most 80×24. */
import { diagnose } from '../diagnosis/diagnosis.ts';
import { fitted, shortened } from '../line/cells.ts';
import {
  decimal,
  duration,
  joined,
  plain,
  span,
  type Language,
  type Say,
} from '../phrases/language.ts';
import { AMPLIFIER_STATES, LINK_STATES, PHASES, SYNC_STATES } from '../phrases/state-phrases.ts';
import { correctionSays } from '../phrases/detail-phrases.ts';
import { WATCH_PHRASES as SAYS } from '../phrases/watch-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { bar, sparkline } from './bars.ts';
import { COLUMNS } from './screen.ts';
import { verdictLines } from './status-view.ts';
import { HISTORY_COLUMNS, type WatchHistory } from './watch-history.ts';

const LABEL_COLUMNS = 12;
const VALUE_COLUMNS = 14;
const BAR_COLUMNS = 50;
const LEVEL_DB_MIN = -60;
const BUFFER_MS_MAX = 2_000;
const STEP_US_MAX = 2_000;
const HEAT_C_MAX = 100;
/** The verdict may take two or more lines; the rest must not jump when it does. */
const VERDICT_LINES = 4;

export const watchView = (
  box: BoxSnapshot,
  history: WatchHistory,
  language: Language,
): string[] => {
  const verdict = verdictLines(diagnose(box), language).slice(0, VERDICT_LINES);
  const { announcement, levelDb } = box;
  const heatC = box.body.temperatureC;
  const bufferMs = history.bufferMs.at(-1) ?? null;
  const stepUs = history.stepUs.at(-1) ?? null;
  const row = (label: Say, value: Say, picture = ''): string =>
    shortened(
      `${fitted(label[language], LABEL_COLUMNS)} ${picture === '' ? value[language] : fitted(value[language], VALUE_COLUMNS)} ${picture}`,
      COLUMNS,
    ).trimEnd();
  const trail = (values: readonly (number | null)[], least: number, most: number): string =>
    sparkline(values, least, most, HISTORY_COLUMNS);
  return [
    ...verdict,
    ...Array.from({ length: VERDICT_LINES - verdict.length }, () => ''),
    row(
      SAYS.level,
      orNone(levelDb, (db) => unit(decimal(db, 0), 'dB')),
      bar(levelDb ?? LEVEL_DB_MIN, LEVEL_DB_MIN, 0, BAR_COLUMNS),
    ),
    row(plain(''), plain(''), trail(history.levelDb, LEVEL_DB_MIN, 0)),
    row(
      SAYS.buffer,
      orNone(bufferMs, (ms) => unit(decimal(ms, 0), 'ms')),
      bar(bufferMs ?? 0, 0, BUFFER_MS_MAX, BAR_COLUMNS),
    ),
    row(plain(''), plain(''), trail(history.bufferMs, 0, BUFFER_MS_MAX)),
    row(SAYS.step, orNone(stepUs, duration), trail(history.stepUs, 0, STEP_US_MAX)),
    row(SAYS.correction, orNone(announcement?.correction ?? null, correctionSays)),
    row(SAYS.announcement, announcement === null ? SAYS.none : PHASES[announcement.phase]),
    row(SAYS.frames, frames(box)),
    row(SAYS.amplifier, AMPLIFIER_STATES[box.amplifier]),
    row(SAYS.relays, SAYS.relaysAre(box.relays.supply, box.relays.line)),
    row(SAYS.card, SAYS.cardIs(box.sink)),
    row(
      SAYS.heat,
      heatC === null ? SAYS.notMeasured : unit(decimal(heatC, 0), '°C'),
      heatC === null ? '' : bar(heatC, 0, HEAT_C_MAX, BAR_COLUMNS),
    ),
    row(SAYS.link, joined([LINK_STATES[box.link.state], span(box.link.sinceS)])),
    row(SAYS.time, time(box)),
    '',
    SAYS.leave[language],
  ];
};

const orNone = <T>(value: T | null, say: (value: T) => Say): Say =>
  value === null ? plain('-') : say(value);

const unit = (value: Say, name: string): Say => ({
  vi: `${value.vi} ${name}`,
  en: `${value.en} ${name}`,
});

const frames = ({ announcement }: BoxSnapshot): Say =>
  announcement === null
    ? plain('-')
    : SAYS.framesAre(
        announcement.lateFrames,
        announcement.concealedFrames,
        announcement.silentFrames,
      );

const time = ({ clock }: BoxSnapshot): Say =>
  clock.sync === undefined
    ? SAYS.systemTime
    : joined([SYNC_STATES[clock.sync.state], duration(clock.errorUs)]);
