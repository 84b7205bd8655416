/** Once faults have stopped and a box has had time, it hears the next announcement to the last sample, and says so. */
import type { BoxTrace, StreamTruth, Trace } from '../trace.ts';
import { covered, joined, type Stretch } from './stretch.ts';
import { complaints, type Violation } from './violation.ts';

const FRAME_SAMPLES = 960;
/** The first and the last sample of a ramp are zero; a card with a pace of its own is set right by 2 ms now and then. */
const LOOSE_SAMPLES = 10;
const JUMP_SAMPLES = 100;

export const recovery = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('recovery');
  const finale = trace.streams.find(({ stream }) => stream === trace.finale);
  if (finale === undefined) {
    complain(undefined, trace.endUs, 'there was no last announcement');
    return found;
  }
  for (const box of trace.boxes) {
    for (const says of reasonsAgainst(trace, box, finale)) complain(box.id, finale.startUs, says);
  }
  return found;
};

const reasonsAgainst = (trace: Trace, box: BoxTrace, finale: StreamTruth): string[] => {
  const says: string[] = [];
  const spans = box.spans.filter(
    ({ stream, source }) => stream === finale.stream && source === 'stream',
  );
  const heard = joined(spans.map(({ position, end }): Stretch => [position, end]));
  const due = finale.frames * FRAME_SAMPLES;
  const missing = due - covered(heard, 0, due);
  const jumps = trace.isExact ? 0 : Math.max(0, spans.length - 1);
  if (missing > LOOSE_SAMPLES + jumps * JUMP_SAMPLES)
    says.push(`${missing} samples of the last announcement were not heard`);
  const reports = trace.arrived.filter(
    ({ report }) => report.box === box.id && report.id === finale.id,
  );
  const [only] = reports;
  if (only === undefined) return [...says, 'no report of the last announcement arrived'];
  const { why, lateFrames, concealedFrames, silentFrames } = only.report;
  if (why !== 'complete' || lateFrames + concealedFrames + silentFrames > 0) {
    says.push(
      `the last announcement is reported as ${why}, late ${lateFrames}, concealed ${concealedFrames}, silent ${silentFrames}`,
    );
  }
  return says;
};
