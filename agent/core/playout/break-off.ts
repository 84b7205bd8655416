/**
 * The last 5 ms of sound whose amplifier is gone, or must be off at once: down to silence by a ramp, because the card plays on and a
 * step is a click wherever it is heard. It knows neither why it ends nor what comes after it.
 */
import { RAMP_SAMPLES } from './frame-reader.ts';

export class BreakOff {
  /** Samples until silence; 0: none is under way. */
  #leftSamples = 0;

  get isUnderWay(): boolean {
    return this.#leftSamples > 0;
  }

  /** From the next sample on. One that is under way goes on. */
  begin(): void {
    if (!this.isUnderWay) this.#leftSamples = RAMP_SAMPLES;
  }

  /** Nothing is left to ramp: the card is closed, ran dry, or has nothing to play. */
  drop(): void {
    this.#leftSamples = 0;
  }

  /** How many of the next `most` samples still sound. */
  soundingSamples(most: number): number {
    return Math.min(most, this.#leftSamples);
  }

  /** Scales, in place, what still sounds. */
  apply(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += 1) {
      this.#leftSamples = Math.max(0, this.#leftSamples - 1);
      pcm[at] = Math.round(((pcm[at] ?? 0) * this.#leftSamples) / RAMP_SAMPLES);
    }
  }
}
