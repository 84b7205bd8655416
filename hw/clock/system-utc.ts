/**
 * How far the system's UTC is ahead of CLOCK_MONOTONIC, to about a microsecond, by what Node alone can read. Knows
 * nothing of whether that UTC is right: this is for boxes of one machine, or for one whose system clock is disciplined.
 *
 * `Date.now` has steps of 1 ms, but the moment of a step is sharp. A reading of the monotonic clock before the last
 * old millisecond and one after the first new one hold the step between them, and so bound the offset from both sides:
 *
 *   monotonic      before          after
 *   Date.now            old  |step| new        step − after  ≤  offset  ≤  step − before
 *
 * Being preempted widens one such interval, never falsifies it; several are intersected. See docs/HARDWARE.md for
 * what was measured.
 */
import type { Clock } from '../ports.ts';

export interface UtcOffset {
  /** Add this to CLOCK_MONOTONIC to get UTC, both in microseconds. */
  readonly utcMinusMonoUs: number;
  /** The true offset is at most this far away, unless the system clock was stepped while it was measured. */
  readonly errorUs: number;
}

/** One step of the millisecond clock, caught between two monotonic readings. */
interface Bounds {
  readonly lowUs: number;
  readonly highUs: number;
}

const GOOD_ENOUGH_US = 2;
const EDGES_MAX = 30;
/** A step comes every millisecond; a clock without one for this long is not a clock. */
const PATIENCE_US = 1_000_000;
/** Doubles near 1.8e15 (UTC of this century in µs) are 0.25 apart, and the kernel gives UTC in whole µs. */
const ROUNDING_US = 0.5;

/**
 * Blocks for 1 or 2 ms as a rule, 30 ms of its own time at most where it is preempted again and again.
 * @throws {Error} where UTC stands still, which no operating system does.
 */
export const measureSystemUtc = (clock: Clock, utcMs: () => number = Date.now): UtcOffset => {
  let best = catchStep(clock, utcMs);
  for (let edges = 1; edges < EDGES_MAX && best.highUs - best.lowUs > GOOD_ENOUGH_US; edges += 1) {
    best = narrowed(best, catchStep(clock, utcMs));
  }
  return {
    utcMinusMonoUs: (best.lowUs + best.highUs) / 2,
    errorUs: (best.highUs - best.lowUs) / 2 + ROUNDING_US,
  };
};

const catchStep = (clock: Clock, utcMs: () => number): Bounds => {
  const startUs = clock.nowUs();
  let beforeUs = startUs;
  let oldMs = utcMs();
  for (;;) {
    const readUs = clock.nowUs();
    const newMs = utcMs();
    if (newMs > oldMs) {
      return { lowUs: newMs * 1e3 - clock.nowUs(), highUs: (oldMs + 1) * 1e3 - beforeUs };
    }
    if (readUs - startUs > PATIENCE_US) throw new Error('the UTC clock stands still');
    // Stepped backwards by whoever keeps it: begin again from there.
    oldMs = newMs;
    beforeUs = readUs;
  }
};

/** The common part of both; where they have none, the clock was moved between them and the later one holds. */
const narrowed = (earlier: Bounds, later: Bounds): Bounds => {
  const lowUs = Math.max(earlier.lowUs, later.lowUs);
  const highUs = Math.min(earlier.highUs, later.highUs);
  return lowUs <= highUs ? { lowUs, highUs } : later;
};
