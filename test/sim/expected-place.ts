/**
 * How far off its place a box may play, and be right: by what its clock is off; or, where it does not know the time, by
 * where the stream's arrival puts it (docs: a box without the time plays, and is not in step).
 */
import type { BoxTrace, ClockError } from './trace.ts';

/** From, to: what is added to the true time by the box, in µs. */
export type ErrorRange = readonly [leastUs: number, greatestUs: number];

const FRAME_US = 20_000;
/** Without the time: the first frame to come is played so long after it came; a frame that comes later moves all back. */
const FIRST_LEAD_US = 1_500_000;
const LATE_LEAD_US = 600_000;
const MOVED_SPARE_US = 200_000;
/** Not further than a group delay may be. */
const MOVED_US_MAX = 10_000_000;
/** A crystal that runs fast, over a long stream. */
const DRIFTED_US = 2_500;
/** What is heard now was rendered at most this long ago. */
const RENDERED_AHEAD_US = 260_000;

/** For what is heard of this stream at `atUs`: one range for each reading of the clock that may have held. Never empty. */
export const placeErrors = (
  box: BoxTrace,
  { stream, startUs }: { readonly stream: number; readonly startUs: number },
  atUs: number,
): readonly ErrorRange[] => {
  const readings = readingsOver(box.clock, atUs - RENDERED_AHEAD_US, atUs);
  const known = readings.filter(({ trusted }) => trusted).map(({ range }) => range);
  if (known.length === readings.length && known.length > 0) return known;
  const ranges = [...known, ...arrivalErrors(box, stream, startUs, atUs)];
  return ranges.length > 0 ? ranges : [[0, 0]];
};

/** What holds of the clock in a stretch of time: its error under each reading, the latest first. */
export const readingsOver = (
  clock: readonly ClockError[],
  fromUs: number,
  toUs: number,
): { readonly range: ErrorRange; readonly trusted: boolean }[] => {
  const readings: { range: ErrorRange; trusted: boolean }[] = [];
  let untilUs = toUs;
  for (let index = clock.length - 1; index >= 0; index--) {
    const reading = clock[index];
    if (reading === undefined || reading.fromUs > toUs) continue;
    const errorAt = (atUs: number): number =>
      reading.errorUs + (atUs - reading.fromUs) * reading.perUs;
    const [one, other] = [errorAt(Math.max(fromUs, reading.fromUs)), errorAt(untilUs)];
    readings.push({
      range: [Math.min(one, other), Math.max(one, other)],
      trusted: reading.trusted,
    });
    untilUs = reading.fromUs;
    if (reading.fromUs <= fromUs) break;
  }
  return readings;
};

/** Where the stream may have been put, whichever of the messages before it was the first that the box believed. */
const arrivalErrors = (
  box: BoxTrace,
  stream: number,
  startUs: number,
  atUs: number,
): ErrorRange[] => {
  const life = box.lives.findLast(({ fromUs }) => fromUs <= atUs);
  if (life === undefined) return [];
  const bundles = (box.bundles.get(stream) ?? []).filter(
    (bundle) => bundle.atUs >= life.fromUs && bundle.atUs <= atUs && bundle.frames > 0,
  );
  const heardOf = box.control.filter(
    (message) => message.stream === stream && message.atUs >= life.fromUs && message.atUs <= atUs,
  );
  const errors = new Set<number>();
  for (const { atUs: believedUs } of heardOf) {
    let errorUs: number | undefined;
    let movedUs = 0;
    for (const bundle of bundles) {
      if (bundle.atUs < believedUs) continue;
      const earlyUs = startUs + bundle.sequence * FRAME_US - bundle.atUs;
      if (errorUs === undefined) errorUs = earlyUs - FIRST_LEAD_US;
      else {
        const tooLateUs = LATE_LEAD_US - (earlyUs - errorUs);
        if (tooLateUs <= 0 || movedUs + FIRST_LEAD_US + tooLateUs > MOVED_US_MAX) continue;
        movedUs += tooLateUs + MOVED_SPARE_US;
        errorUs -= tooLateUs + MOVED_SPARE_US;
      }
      errors.add(errorUs);
    }
  }
  return [...errors].map((errorUs) => [errorUs - DRIFTED_US, errorUs + DRIFTED_US]);
};
