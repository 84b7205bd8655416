/** What it takes to be most urgent, and to be there: the rules of arbitration as an onlooker knows them. */
import { readingsOver } from '../expected-place.ts';
import type { BoxTrace, StreamTruth } from '../trace.ts';
import type { Tenure } from './tenure.ts';

const FRAME_US = 20_000;
const CHIME_LEAD_US = 1_750_000;
/** A stream that gives nothing for 5 s loses the speaker; short of that, it keeps it. */
const SURELY_AWAKE_US = 4_500_000;
/** A bundle that comes wakes a stream that had lost it, within this. */
const AWAKE_AFTER_US = 300_000;

const RANK = { emergency: 0, priority: 1, normal: 2 } as const;

/** By class, and within a class by the commune's order of issuers: who is not in it comes last. */
export const isMoreUrgent = (
  order: readonly string[],
  one: StreamTruth,
  other: StreamTruth,
): boolean => {
  if (one.class !== other.class) return RANK[one.class] < RANK[other.class];
  const placeOf = ({ by }: StreamTruth): number =>
    order.includes(by) ? order.indexOf(by) : order.length;
  return placeOf(one) < placeOf(other);
};

/** When the first of it is due, be it a chime. */
export const soundUs = ({ startUs, hasChime }: StreamTruth): number =>
  startUs - (hasChime ? CHIME_LEAD_US : 0);

/** A box that does not know the time plays so much later at most: as long as a group delay may be, and a bit. */
const UNKNOWN_US = 11_000_000;

/** Greatest error of the clock, either way, in a stretch of time. */
export const clockErrorMostUs = (box: BoxTrace, fromUs: number, toUs: number): number =>
  Math.max(
    0,
    ...readingsOver(box.clock, fromUs, toUs).flatMap(({ range, trusted }) =>
      trusted ? range.map(Math.abs) : [UNKNOWN_US],
    ),
  );

/** By how much the clock was set in a stretch of time. */
export const clockErrorSpreadUs = (box: BoxTrace, fromUs: number, toUs: number): number => {
  const errors = readingsOver(box.clock, fromUs, toUs).flatMap(({ range }) => range);
  return Math.max(...errors) - Math.min(...errors);
};

/** Stretches of time in which a stream surely has something to say, or has only just had. */
export const awake = (
  box: BoxTrace,
  { stream, fromUs, toUs }: Tenure,
): (readonly [number, number])[] => {
  const begun = Math.max(fromUs, stream.startUs);
  const stretches: [number, number][] = [[fromUs, begun + SURELY_AWAKE_US]];
  for (const { atUs, sequence, frames } of box.bundles.get(stream.stream) ?? []) {
    const isUseful = stream.startUs + (sequence + frames) * FRAME_US > atUs + 2 * FRAME_US;
    if (!isUseful || frames === 0 || atUs < fromUs || atUs > toUs) continue;
    const last = stretches.at(-1);
    if (last !== undefined && atUs + AWAKE_AFTER_US <= last[1])
      last[1] = Math.max(last[1], atUs + SURELY_AWAKE_US);
    else stretches.push([atUs + AWAKE_AFTER_US, atUs + SURELY_AWAKE_US]);
  }
  return stretches.map(([from, to]) => [from, Math.min(to, toUs)]);
};
