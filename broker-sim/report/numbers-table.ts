/** The tables of the report: for each box, what it counted itself and what was measured in its WAV. */
import type { CorrectionReport, StepErrorReport } from '../../agent/core/wire/report.ts';
import { US_PER_S } from '../../agent/core/vocabulary.ts';
import { html, type Markup } from './markup.ts';
import {
  count,
  counted,
  microseconds,
  milliseconds,
  seconds,
  signedMilliseconds,
  signedPartsPerMillion,
} from './quantity.ts';
import type { BoxRecord, RunRecord, WavComparison } from './record/run-record.ts';

interface Column {
  readonly name: string;
  /** Whether it holds words, which may be broken into lines. */
  readonly isWords?: true;
  /** Null: not known. */
  readonly of: (box: BoxRecord, record: RunRecord) => string | null;
  /** Whether this number is one that a good run does not have. */
  readonly isTrouble?: (box: BoxRecord) => boolean;
}

const counter = (
  name: string,
  field: 'lateFrames' | 'concealedFrames' | 'silentFrames' | 'brokenFrames' | 'jumps',
): Column => ({
  name,
  of: (box) => (box.played === null ? null : count(box.played[field])),
  isTrouble: (box) => (box.played?.[field] ?? 0) > 0,
});

/** What came of the bulletin. */
const HEARD: readonly Column[] = [
  {
    name: 'Heard',
    of: (box) => (box.played === null ? null : seconds(box.played.heardS * US_PER_S, 2)),
    isTrouble: (box) => box.verdict !== 'all',
  },
  {
    name: 'First sound',
    of: (box, record) =>
      box.firstSoundAtUs === null
        ? null
        : signedMilliseconds(box.firstSoundAtUs - record.startAt.monoUs, 2),
    isTrouble: (box) => box.firstSoundAtUs === null,
  },
  counter('Late', 'lateFrames'),
  counter('Concealed', 'concealedFrames'),
  counter('Silent', 'silentFrames'),
  counter('Broken', 'brokenFrames'),
  counter('Jumps', 'jumps'),
  {
    name: 'Against the recording',
    isWords: true,
    of: (box) => (box.comparison === null ? null : comparisonWords(box.comparison)),
    isTrouble: (box) =>
      (box.comparison?.differingSamples ?? 0) > 0 && (box.played?.stretchedSamples ?? 0) === 0,
  },
];

/** How near to its place the box played it, and how it fared. */
const PLAYED: readonly Column[] = [
  {
    name: 'Step error',
    isWords: true,
    of: (box) => (box.played?.stepError ? stepWords(box.played.stepError) : null),
  },
  {
    name: 'Stretched',
    of: (box) => (box.played === null ? null : count(box.played.stretchedSamples)),
  },
  {
    name: 'Correction',
    isWords: true,
    of: (box) => (box.played?.correction ? correctionWords(box.played.correction) : null),
  },
  { name: 'Card delay', isWords: true, of: (box) => cardDelayWords(box) },
  {
    name: 'Underruns',
    of: (box) => underruns(box)?.toString() ?? null,
    isTrouble: (box) => (underruns(box) ?? 0) > 0,
  },
  { name: 'Clock error', isWords: true, of: (box) => clockWords(box) },
  {
    name: 'Refused',
    isWords: true,
    of: (box) => refusedWords(box),
    isTrouble: (box) => refusedCount(box) > 0,
  },
  {
    name: 'Exit',
    isWords: true,
    of: (box) => (box.exitCode === null ? 'ended by a signal' : String(box.exitCode)),
    isTrouble: (box) => box.exitCode !== 0,
  },
];

export const numbersTable = (record: RunRecord, tintOf: (boxId: string) => string): Markup =>
  html` <section class="numbers" aria-labelledby="numbers-heading">
    <h2 id="numbers-heading">In numbers</h2>
    ${[HEARD, PLAYED].map((columns) => tableOf(columns, record, tintOf))}
  </section>`;

const tableOf = (
  columns: readonly Column[],
  record: RunRecord,
  tintOf: (boxId: string) => string,
): Markup =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">Box</th>
        ${columns.map((column) => html`<th scope="col">${column.name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${record.boxes.map(
        (box) =>
          html`<tr class="${tintOf(box.id)}">
            <th scope="row"><i class="swatch"></i>${box.id}</th>
            ${columns.map((column) => html`<td data-label="${column.name}" class="${cellClass(column, box)}">${column.of(box, record) ?? '–'}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

const cellClass = (column: Column, box: BoxRecord): string =>
  `${column.isWords === true ? 'words' : ''} ${column.isTrouble?.(box) === true ? 'trouble' : ''}`.trim();

const comparisonWords = (comparison: WavComparison): string => {
  if (comparison.comparedSamples === 0) return 'nothing to compare';
  const compared = counted(comparison.comparedSamples, 'sample');
  if (comparison.differingSamples === 0) return `${compared}, all alike`;
  const first = comparison.firstDifferenceSample;
  const from = first === undefined ? '' : `, first at ${count(first)}`;
  return `${count(comparison.differingSamples)} of ${compared} differ${from}`;
};

const clockWords = (box: BoxRecord): string | null => {
  const clock = box.telemetry.at(-1)?.clock;
  if (clock === undefined) return null;
  if (!clock.trusted) return 'not trusted';
  const state =
    clock.sync === undefined ? '' : `${clock.sync.state}, ${clock.sync.adrift ? 'adrift, ' : ''}`;
  return `${state}± ${clock.errorUs < 1_000 ? microseconds(clock.errorUs) : milliseconds(clock.errorUs)}`;
};

const refusedCount = (box: BoxRecord): number =>
  Object.values(box.telemetry.at(-1)?.refusals ?? {}).reduce((sum, times) => sum + times, 0);

const refusedWords = (box: BoxRecord): string | null => {
  const refusals = box.telemetry.at(-1)?.refusals;
  if (refusals === undefined) return null;
  const codes = Object.entries(refusals).filter(([, times]) => times > 0);
  return codes.length === 0
    ? '0'
    : codes.map(([code, times]) => `${code} ×${count(times)}`).join(', ');
};

/** As the recording shows them; by the box's own count where there is none. */
const underruns = (box: BoxRecord): number | null =>
  box.wavPath === null ? (box.telemetry.at(-1)?.sink.xruns ?? null) : box.xruns.length;

const correctionWords = ({ overallPpm, latelyPpm }: CorrectionReport): string =>
  `${signedPartsPerMillion(overallPpm)}, in the end ${signedPartsPerMillion(latelyPpm)}`;

/** Between one filling and the next it falls: the least and the most of all heartbeats. */
const cardDelayWords = (box: BoxRecord): string | null => {
  const delaysUs = box.telemetry.flatMap(({ sink }) => sink.delayUs ?? []);
  if (delaysUs.length === 0) return null;
  const [least, most] = [Math.min(...delaysUs), Math.max(...delaysUs)];
  return `${milliseconds(least, 0)} to ${milliseconds(most, 0)}`;
};

const stepWords = ({ p50Us, p95Us, maxUs }: StepErrorReport): string =>
  `p50 ${p50Us}, p95 ${p95Us}, max ${maxUs} µs`;
