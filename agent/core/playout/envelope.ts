/**
 * The gain of what is played, which never jumps: it moves towards its target by a bounded slope a sample. This is the
 * one place where a click could be made, so nothing else scales samples.
 */
import { LIMITS } from '../limits.ts';

/**
 * Full gain in whole steps, so that no rounding adds up and a ramp ends exactly where it should: the longest ramp takes
 * one step a sample, a ramp a quarter as long takes four.
 */
const FULL_STEPS = LIMITS.concealFadeSamples;

export class Envelope {
  readonly #level: number;
  #steps = 0;

  /** `gainDb` is the level at which a full envelope plays; 0 dB leaves samples untouched. */
  constructor(gainDb: number) {
    this.#level = 10 ** (gainDb / 20);
  }

  get isSilent(): boolean {
    return this.#steps === 0;
  }

  /** The card was cut off: what comes next begins from silence. */
  drop(): void {
    this.#steps = 0;
  }

  /** Samples until the gain is 0 at a slope of one in `rampSamples`. */
  samplesToSilence(rampSamples: number): number {
    return Math.ceil((this.#steps * rampSamples) / FULL_STEPS);
  }

  /**
   * Writes `source` into `target` (of the same length, or longer on the way to silence), the gain moving towards `goal` by
   * one in `rampSamples`, which divides the longest ramp.
   */
  apply(source: Int16Array, target: Int16Array, goal: 0 | 1, rampSamples: number): void {
    const slope = FULL_STEPS / rampSamples;
    const goalSteps = goal * FULL_STEPS;
    let at = 0;
    for (; at < target.length && this.#steps !== goalSteps; at++) {
      this.#steps =
        goal === 1
          ? Math.min(goalSteps, this.#steps + slope)
          : Math.max(goalSteps, this.#steps - slope);
      target[at] = this.#scale(source[at] ?? 0);
    }
    if (at === target.length) return;
    if (goal === 0) target.fill(0, at);
    else if (this.#level === 1) target.set(source.subarray(at), at);
    else for (; at < target.length; at++) target[at] = this.#scale(source[at] ?? 0);
  }

  #scale(sample: number): number {
    const scaled = Math.round((sample * this.#level * this.#steps) / FULL_STEPS);
    return Math.max(-32_768, Math.min(32_767, scaled));
  }
}
