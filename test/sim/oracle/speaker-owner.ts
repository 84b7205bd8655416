/** Who owns the speaker: only a stream that is signed by the issuer, alive, and the most urgent of those that are due. */
import type { Span } from '../sound/voice.ts';
import type { BoxTrace, StreamTruth, Trace } from '../trace.ts';
import { hasTroubleIn, tenuresOf, type Tenure } from './tenure.ts';
import { awake, clockErrorMostUs, isMoreUrgent, soundUs } from './urgency.ts';
import { isUnheard } from './unheard.ts';
import { complaints, type Violation } from './violation.ts';

/** What the card still holds, a turn of the pump, and a fade. */
const FADES_WITHIN_US = 250_000;
/** The speaker is taken this early: warm-up, line, margin. */
const PREPARE_US = 1_500_000;
/** A box that was not told of the end goes on for so long: concealment and its fade. */
const PAST_END_FRAMES = 6;
const FRAME_SAMPLES = 960;

export const speakerOwner = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('speaker-owner');
  const streams = new Map(trace.streams.map((stream) => [stream.stream, stream]));
  for (const box of trace.boxes) {
    const tenures = tenuresOf(trace, box);
    const firm = tenures
      .filter(({ isSure }) => isSure)
      .map((tenure) => ({ tenure, awake: awake(box, tenure) }));
    for (const span of box.spans) {
      const stream = streams.get(span.stream);
      if (stream === undefined && isUnheard(trace, box, span.fromUs, span.toUs)) continue;
      const says =
        reasonAgainst(box, span, stream, tenures) ?? displaced(trace, box, span, stream, firm);
      if (says !== undefined) complain(box.id, span.fromUs, says);
    }
  }
  return found;
};

const reasonAgainst = (
  box: BoxTrace,
  span: Span,
  stream: StreamTruth | undefined,
  tenures: readonly Tenure[],
): string | undefined => {
  if (stream === undefined) return `${span.samples} samples of an unknown sound`;
  if (!stream.isGenuine) return `sound of stream ${stream.stream}, which is forged`;
  if (span.end > (stream.frames + PAST_END_FRAMES) * FRAME_SAMPLES)
    return `stream ${stream.stream} is played past its end`;
  const holds = tenures.some(
    (tenure) =>
      tenure.stream === stream &&
      tenure.fromUs <= span.fromUs &&
      span.toUs <= tenure.toUs + FADES_WITHIN_US + extraUs(box, tenure.toUs, span.toUs),
  );
  if (holds) return undefined;
  const last = tenures.findLast(
    (tenure) => tenure.stream === stream && tenure.fromUs <= span.fromUs,
  );
  if (last === undefined)
    return `stream ${stream.stream} sounds, but was never announced to this box`;
  const lateMs = Math.round((span.toUs - last.toUs) / 1_000);
  return `stream ${stream.stream} sounds ${lateMs} ms after its end (${last.why})`;
};

/** A clock that is wrong plays late; a process that stands still fades late. */
const extraUs = (box: BoxTrace, fromUs: number, toUs: number): number => {
  const stalls = box.troubles.filter(
    ({ kind, ...stall }) =>
      kind === 'process-stall' && stall.fromUs <= toUs && stall.toUs >= fromUs - 100_000,
  );
  const stalledUs = stalls.reduce((sum, stall) => sum + stall.toUs - stall.fromUs + 200_000, 0);
  return stalledUs + clockErrorMostUs(box, fromUs - 300_000, toUs);
};

interface Firm {
  readonly tenure: Tenure;
  readonly awake: readonly (readonly [number, number])[];
}

const displaced = (
  { order }: Trace,
  box: BoxTrace,
  span: Span,
  stream: StreamTruth | undefined,
  firm: readonly Firm[],
): string | undefined => {
  if (stream === undefined) return undefined;
  const errorUs = clockErrorMostUs(box, span.fromUs - 300_000, span.toUs);
  for (const { tenure, awake: stretches } of firm) {
    if (!isMoreUrgent(order, tenure.stream, stream)) continue;
    const dueUs = Math.max(tenure.fromUs, soundUs(tenure.stream) - PREPARE_US + errorUs);
    for (const [fromUs, toUs] of stretches) {
      const wrongFromUs = Math.max(fromUs, dueUs) + FADES_WITHIN_US;
      const overlapUs = Math.min(span.toUs, toUs - errorUs) - Math.max(span.fromUs, wrongFromUs);
      if (
        overlapUs <= 1_000 ||
        hasTroubleIn(box, 'process-stall', wrongFromUs - 500_000, span.toUs)
      )
        continue;
      const overlapMs = Math.round(overlapUs / 1_000);
      return `stream ${stream.stream} (${stream.class}) sounds for ${overlapMs} ms while ${tenure.stream.stream} (${tenure.stream.class}) is due`;
    }
  }
  return undefined;
};
