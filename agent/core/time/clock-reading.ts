/** The relation between the box's own clock and UTC, as a value: who measured it, and how, is not this file's business. */
import { monoUs, utcUs, type MonoUs, type UtcUs } from '../vocabulary.ts';

export interface ClockReading {
  /** What must be added to CLOCK_MONOTONIC to get UTC, in µs. */
  readonly utcMinusMonoUs: number;
  /** Bound of the error of that. */
  readonly errorUs: number;
  /** Whether freshness of messages may be judged by it. */
  readonly trusted: boolean;
}

export const utcOf = (clock: ClockReading, at: MonoUs): UtcUs => utcUs(at + clock.utcMinusMonoUs);

export const monoOf = (clock: ClockReading, at: UtcUs): MonoUs => monoUs(at - clock.utcMinusMonoUs);
