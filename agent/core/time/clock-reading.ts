/** The relation between the box's own clock and UTC, as a value: who measured it, and how, is not this file's business. */
import { monoUs, utcUs, type MonoUs, type UtcUs } from '../vocabulary.ts';

export interface ClockReading {
  /** What must be added to CLOCK_MONOTONIC to get UTC, in µs. */
  readonly utcMinusMonoUs: number;
  /** Bound of the error of that. */
  readonly errorUs: number;
  /** Whether freshness of messages may be judged by it. */
  readonly trusted: boolean;
  /**
   * Nobody vouches for its being UTC: the time server is cut off from its own. Whoever asks the same server is in step with this box all
   * the same, and as fresh as ever is what one of them has just said. Absent where somebody does.
   */
  readonly isAdrift?: boolean;
  /** How that changes with time; absent where it is not known to. */
  readonly drift?: ClockDrift;
}

export interface ClockDrift {
  /** What the box's own clock loses against UTC, in µs a second. */
  readonly ppm: number;
  /** When `utcMinusMonoUs` held. */
  readonly asOfUs: MonoUs;
}

export const utcOf = ({ utcMinusMonoUs, drift }: ClockReading, at: MonoUs): UtcUs =>
  utcUs(at + (utcMinusMonoUs + (drift === undefined ? 0 : lostUs(drift, at - drift.asOfUs))));

export const monoOf = ({ utcMinusMonoUs, drift }: ClockReading, at: UtcUs): MonoUs => {
  const withoutUs = at - utcMinusMonoUs;
  if (drift === undefined) return monoUs(withoutUs);
  return monoUs(withoutUs - lostUs(drift, (withoutUs - drift.asOfUs) / (1 + drift.ppm / 1e6)));
};

const lostUs = (drift: ClockDrift, spanUs: number): number => (spanUs * drift.ppm) / 1e6;
