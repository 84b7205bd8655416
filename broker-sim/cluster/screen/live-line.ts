/** One box in one line, while a bulletin is played. Pure. */
import { FRAME_US, US_PER_S } from '../../../agent/core/vocabulary.ts';
import type {
  HeardReport,
  PlayedReport,
  TelemetryReport,
} from '../../../agent/core/wire/report.ts';

export interface BoxView {
  readonly id: string;
  readonly hasDied: boolean;
  readonly link: 'ready' | 'sleeping' | 'lost' | undefined;
  readonly telemetry: TelemetryReport | undefined;
  readonly played: PlayedReport | undefined;
}

/** `  box-1  playing  12.4 s heard  buffer 1.00 s  0 concealed  supply on  line on` */
export const liveLine = (box: BoxView): string => {
  const { telemetry, played } = box;
  const heard: HeardReport | null | undefined = played ?? telemetry?.announcement;
  const bufferS = ((telemetry?.announcement?.bufferFrames ?? 0) * FRAME_US) / US_PER_S;
  const missing = (heard?.concealedFrames ?? 0) + (heard?.silentFrames ?? 0);
  return [
    `  ${box.id.padEnd(9)}`,
    stateWord(box).padEnd(9),
    `${(heard?.heardS ?? 0).toFixed(1).padStart(6)} s heard`,
    `buffer ${bufferS.toFixed(2)} s`,
    `${String(missing).padStart(2)} concealed`,
    `supply ${onOff(telemetry?.relays.supply)}`,
    `line ${onOff(telemetry?.relays.line)}`,
  ]
    .join('  ')
    .trimEnd();
};

const stateWord = ({ hasDied, link, telemetry, played }: BoxView): string => {
  if (hasDied) return 'dead';
  if (link === undefined) return 'starting';
  if (link === 'lost') return 'lost';
  if (played !== undefined) return played.why === 'complete' ? 'done' : played.why;
  return telemetry?.announcement?.phase ?? link;
};

const onOff = (on: boolean | undefined): string => (on === true ? 'on ' : 'off');
