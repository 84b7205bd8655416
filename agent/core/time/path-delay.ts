/**
 * What the way to the time server is like, from the round trips of the last hour: how far a burst's offset may be off
 * because its packets waited in queues. What is the same on all packets cannot be seen, and is half the least round trip.
 */
import { US_PER_S, type MonoUs } from '../vocabulary.ts';

/** A route is forgotten after an hour. */
const MEMORY_US = 3_600 * US_PER_S;
const BURSTS_MAX = 360;
const ROUND_TRIPS_MAX = 256;

/** Reading the clock before a packet leaves and after one comes, in a process that has other things to do. */
const STAMP_US = 10;
/**
 * Of two waits, one on each way, whose sum is known, half the difference is spread evenly over ± half the sum: that has a
 * deviation of 0.29 of the sum. Less, because what was least of eight is not spread so widely.
 */
const WAIT_SHARE = 0.2;
/** Where all the waiting is on one way, the offset is off by half of it: three deviations hold that. */
const ONE_WAY_SHARE = 1 / 6;
/** The least of n round trips is still so much above what is possible: this, by their spread over the root of n. */
const UNSEEN = 3;
/** Of the mean wait, from burst to burst. */
const FADE = 0.95;

export class PathDelay {
  readonly #bursts: { readonly atUs: MonoUs; readonly roundTripUs: number }[] = [];
  /** Of single exchanges, the latest. */
  readonly #roundTripsUs: number[] = [];
  #leastUs = Infinity;
  /** Of all bursts, the late ones less: weights, and what they weigh. */
  #weight = 0;
  #weighedWaitUs = 0;

  /** Least round trip of the last hour. */
  get leastUs(): number {
    return this.#leastUs;
  }

  /** Deviation of what averaging does not take away: waiting that is always on the same way. */
  get biasSigmaUs(): number {
    return (this.#weighedWaitUs / this.#weight) * ONE_WAY_SHARE;
  }

  /** Takes the round trips of a burst's exchanges and of the burst as a whole; answers the deviation of its offset. */
  take(exchangesUs: readonly number[], burstUs: number, atUs: MonoUs): number {
    this.#roundTripsUs.push(...exchangesUs);
    this.#roundTripsUs.splice(0, this.#roundTripsUs.length - ROUND_TRIPS_MAX);
    this.#bursts.push({ atUs, roundTripUs: burstUs });
    while (this.#bursts.length > BURSTS_MAX || this.#oldestAtUs < atUs - MEMORY_US) {
      this.#bursts.shift();
    }
    this.#leastUs = Math.min(...this.#bursts.map(({ roundTripUs }) => roundTripUs));
    const waitUs = burstUs - this.#leastUs + this.#unseenUs();
    const sigmaUs = STAMP_US + WAIT_SHARE * waitUs;
    // Each counts here as much as it does in the estimate.
    const weight = 1 / sigmaUs ** 2;
    this.#weight = this.#weight * FADE + weight;
    this.#weighedWaitUs = this.#weighedWaitUs * FADE + weight * waitUs;
    return sigmaUs;
  }

  get #oldestAtUs(): number {
    return this.#bursts[0]?.atUs ?? Infinity;
  }

  /** How much the least round trip may yet fall. */
  #unseenUs(): number {
    const sorted = [...this.#roundTripsUs].sort((one, other) => one - other);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return (UNSEEN * Math.max(0, median - this.#leastUs)) / Math.sqrt(sorted.length);
  }
}
