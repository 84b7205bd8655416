/**
 * How far the time server itself may be from UTC. As far as it says, while it has a source; once it goes by its own clock its word is
 * worth nothing (chrony's `local` says 0), and the last bound that was worth something grows. It knows nothing of how near to the server
 * the box is.
 *
 *     bound   ····──── by its word ────┐╱╱╱╱ 15 ppm, by its own clock ╱╱╱╱╱┐──── by its word
 */
import { US_PER_MS, US_PER_S, type MonoUs } from '../vocabulary.ts';
import type { BurstResult } from './exchange.ts';

/** Further from UTC, a stream of somebody who knows it may come too late for its place. */
export const ADRIFT_US = 500 * US_PER_MS;
/** What a crystal is taken to be off by (RFC 5905, PHI). */
const ADRIFT_PPM = 15;

interface Vouched {
  /** When its word was last worth something. */
  readonly atUs: MonoUs;
  readonly errorUs: number;
}

export class ServerTruth {
  #errorUs = 0;
  #isFreeRunning = false;
  /** Undefined where it has gone by its own clock for as long as it is known. */
  #vouched: Vouched | undefined;

  /** As of the last burst. Of a server that never had a source it is what it says, which is nothing. */
  get errorUs(): number {
    return this.#errorUs;
  }

  /** Nobody vouches for its being UTC. */
  get isAdrift(): boolean {
    return this.#isFreeRunning || this.#errorUs > ADRIFT_US;
  }

  /** A burst was answered. `steppedByUs`: by so much it had been set since the one before; 0 where it was not. */
  hear(
    {
      atUs,
      rootErrorUs,
      isFreeRunning,
    }: Pick<BurstResult, 'atUs' | 'rootErrorUs' | 'isFreeRunning'>,
    steppedByUs: number,
  ): void {
    this.#isFreeRunning = isFreeRunning;
    this.#errorUs = rootErrorUs;
    if (!isFreeRunning) {
      this.#vouched = { atUs, errorUs: rootErrorUs };
    } else if (this.#vouched !== undefined) {
      // Whoever set it may have known better, or not.
      const errorUs = this.#vouched.errorUs + Math.abs(steppedByUs);
      this.#vouched = { ...this.#vouched, errorUs };
      const grownUs = ((atUs - this.#vouched.atUs) * ADRIFT_PPM) / US_PER_S;
      this.#errorUs = Math.max(rootErrorUs, errorUs + grownUs);
    }
  }
}
