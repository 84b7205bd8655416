/**
 * Every frame that came in good time, of a stream that had the speaker, on a box that was well, was heard; and no part of
 * it twice. Where nothing at all goes wrong that means every sample.
 */
import type { Span } from '../sound/voice.ts';
import type { BoxTrace, Trace } from '../trace.ts';
import { covered, holding, joined, type Stretch } from './stretch.ts';
import { cardOpen, relayOn } from './switched-on.ts';
import { tenuresOf, type Tenure } from './tenure.ts';
import { awake, clockErrorMostUs, clockErrorSpreadUs, isMoreUrgent, soundUs } from './urgency.ts';
import { complaints, type Violation } from './violation.ts';

const FRAME_US = 20_000;
const FRAME_SAMPLES = 960;
/** The card is filled this far ahead, at the latest: its buffer, and a turn of the pump. */
const RENDERED_AHEAD_US = 220_000;
/** Supply to sound: warm-up, line, and a slow bank. */
const LINE_US = 200_000;
const PREPARE_US = 1_500_000;
/** A fade takes its first and last sample to zero; so does a pause within the stream. */
const EDGE_SAMPLES = 10;
/** A correction of 2 ms, with the ramps around it. */
const JUMP_SAMPLES = 350;
/** A clock that is set by more than this moves the sound. */
const CORRECTED_BEYOND_US = 2_000;
const UNWELL = [
  'clock-step',
  'process-stall',
  'card-fails',
  'relay-fails',
  'power-cut',
  'restart',
] as const;

/** How many frames were demanded; an oracle that demands none proves nothing. */
export interface Demanded {
  frames: number;
}

export const nothingLost = (trace: Trace, demanded: Demanded = { frames: 0 }): Violation[] => {
  const { found, complain } = complaints('nothing-lost');
  for (const box of trace.boxes) {
    const fit = fitStretches(trace, box);
    const tenures = tenuresOf(trace, box);
    for (const tenure of tenures) {
      const missing = missingFrames(trace, box, fit, tenure, tenures, demanded);
      const [first] = missing;
      if (first !== undefined) {
        const { stream, startUs } = tenure.stream;
        const says = `${missing.length} frames of stream ${stream} came in time and were not heard, from ${first} on`;
        complain(box.id, startUs + first * FRAME_US, says);
      }
    }
    for (const { atUs, says } of heardTwice(trace, box)) complain(box.id, atUs, says);
  }
  return found;
};

/** When amplifier and card could carry sound. */
const fitStretches = (trace: Trace, box: BoxTrace): Stretch[] => {
  const { warmUpUs } = trace.amplifier;
  const line = relayOn(box, 'line', trace.endUs).map(([from, to]): Stretch => [from + LINE_US, to]);
  const card = cardOpen(box, trace.endUs).map(([from, to]): Stretch => [
    from + RENDERED_AHEAD_US,
    to,
  ]);
  const supply = relayOn(box, 'supply', trace.endUs).map(([from, to]): Stretch => [
    from + warmUpUs + LINE_US,
    to,
  ]);
  return both(both(line, card), supply);
};

const both = (one: readonly Stretch[], other: readonly Stretch[]): Stretch[] =>
  one.flatMap(([from, to]) =>
    other
      .map(([start, end]): Stretch => [Math.max(from, start), Math.min(to, end)])
      .filter(([start, end]) => end > start),
  );

const missingFrames = (
  trace: Trace,
  box: BoxTrace,
  fit: readonly Stretch[],
  tenure: Tenure,
  tenures: readonly Tenure[],
  demanded: Demanded,
): number[] => {
  const { stream, fromUs, toUs, isSure } = tenure;
  if (!isSure) return [];
  const heard = joined(
    box.spans
      .filter((span) => span.stream === stream.stream && span.source === 'stream')
      .map((span): Stretch => [span.position, span.end]),
  );
  const rivals = tenures.filter(
    (other) => other !== tenure && mayDisplace(trace, box, other, tenure),
  );
  const loose = trace.isExact ? EDGE_SAMPLES : JUMP_SAMPLES;
  const missing: number[] = [];
  for (const { atUs, sequence, frames } of box.bundles.get(stream.stream) ?? []) {
    if (atUs < fromUs || atUs > toUs) continue;
    for (let frame = sequence; frame < sequence + frames; frame++) {
      const dueUs = stream.startUs + frame * FRAME_US;
      const errorUs = clockErrorMostUs(box, dueUs - RENDERED_AHEAD_US, dueUs + FRAME_US);
      const slackUs = errorUs + 2_000;
      const mustBeHeard =
        !stream.mute.has(frame) &&
        Math.max(atUs, fromUs) + RENDERED_AHEAD_US + slackUs < dueUs &&
        dueUs + FRAME_US + slackUs < toUs &&
        holding(fit, dueUs - slackUs, dueUs + FRAME_US + slackUs) !== undefined &&
        !isUnwell(box, dueUs) &&
        !rivals.some((rival) => isRivalAt(rival, dueUs, slackUs));
      if (!mustBeHeard) continue;
      demanded.frames += 1;
      const first = frame * FRAME_SAMPLES;
      if (covered(heard, first, first + FRAME_SAMPLES) < FRAME_SAMPLES - loose) missing.push(frame);
    }
  }
  return missing;
};

/** Something of it was broken lately, or is soon, or its clock was set. */
const isUnwell = (box: BoxTrace, atUs: number): boolean =>
  clockErrorSpreadUs(box, atUs - 1_500_000, atUs + 1_000_000) > CORRECTED_BEYOND_US ||
  box.troubles.some(
    ({ kind, fromUs, toUs }) =>
      (UNWELL as readonly string[]).includes(kind) &&
      fromUs <= atUs + 300_000 &&
      toUs >= atUs - 1_500_000,
  );

/** The other may have the speaker at some time while this one is due. */
const mayDisplace = ({ order }: Trace, box: BoxTrace, other: Tenure, tenure: Tenure): boolean => {
  if (isMoreUrgent(order, tenure.stream, other.stream)) return false;
  if (isMoreUrgent(order, other.stream, tenure.stream)) return true;
  // Of one rank, whoever has the speaker keeps it, as long as it has something to say.
  const wasFirst = dueUs(tenure) + 100_000 < dueUs(other) && tenure.fromUs < other.fromUs;
  const untilUs = Math.min(tenure.toUs, other.toUs);
  return !wasFirst || holding(joined(awake(box, tenure)), dueUs(tenure), untilUs) === undefined;
};

const dueUs = ({ stream, fromUs }: Tenure): number =>
  Math.max(fromUs, soundUs(stream) - PREPARE_US);

const isRivalAt = (rival: Tenure, atUs: number, slackUs: number): boolean =>
  atUs + FRAME_US + slackUs > dueUs(rival) - 200_000 && atUs - slackUs < rival.toUs + 600_000;

/** No sample is heard twice, but for a correction that goes back. */
const heardTwice = (trace: Trace, box: BoxTrace): { atUs: number; says: string }[] => {
  const last = new Map<number, Span>();
  const found: { atUs: number; says: string }[] = [];
  for (const span of box.spans) {
    if (span.source !== 'stream') continue;
    const before = last.get(span.stream);
    last.set(span.stream, span);
    if (before === undefined) continue;
    const errorUs = clockErrorMostUs(box, before.fromUs - 300_000, span.toUs);
    const loose = trace.isExact ? 0 : JUMP_SAMPLES + 2 * errorUs * 0.048;
    const again = Math.round(before.end - span.position);
    if (again > loose)
      found.push({
        atUs: span.fromUs,
        says: `${again} samples of stream ${span.stream} were heard twice`,
      });
  }
  return found;
};
