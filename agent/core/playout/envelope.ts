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

/** How fast a level moves. */
const LEVEL_A_SAMPLE = 1 / 48_000;

export class Envelope {
  /** What a full envelope multiplies by, and what it is on its way to. */
  #level: number;
  #goalLevel: number;
  #steps = 0;

  /** `gainDb` is the level at which a full envelope plays; 0 dB leaves samples untouched. */
  constructor(gainDb: number) {
    this.#level = 10 ** (gainDb / 20);
    this.#goalLevel = this.#level;
  }

  get isSilent(): boolean {
    return this.#steps === 0;
  }

  /** Another level, reached by a slope of full scale in a second: nobody hears a step. */
  moveTo(gainDb: number): void {
    this.#goalLevel = 10 ** (gainDb / 20);
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
    for (; at < target.length && !this.#isSteady(goalSteps); at++) {
      this.#glide();
      this.#steps =
        goal === 1
          ? Math.min(goalSteps, this.#steps + slope)
          : Math.max(goalSteps, this.#steps - slope);
      target[at] = this.#scale(source[at] ?? 0);
    }
    if (at === target.length) return;
    if (goal === 0) target.fill(0, at);
    else if (this.#level === 1) target.set(source.subarray(at), at);
    else this.#scaleAll(source, target, at);
  }

  /** At full steps and a level that stays, from sample `at` on. By no call: this is run uncompiled (docs/decisions/0015). */
  #scaleAll(source: Int16Array, target: Int16Array, from: number): void {
    const level = this.#level;
    for (let at = from; at < target.length; at++) {
      const scaled = Math.floor((source[at] ?? 0) * level + 0.5);
      target[at] = scaled > 32_767 ? 32_767 : scaled < -32_768 ? -32_768 : scaled;
    }
  }

  /** At its goal and at its level; a level that nobody hears may still be on its way. */
  #isSteady(goalSteps: number): boolean {
    return this.#steps === goalSteps && (this.#level === this.#goalLevel || goalSteps === 0);
  }

  #glide(): void {
    const leftLevel = this.#goalLevel - this.#level;
    const slope = LEVEL_A_SAMPLE * Math.max(1, this.#level);
    this.#level =
      Math.abs(leftLevel) <= slope ? this.#goalLevel : this.#level + Math.sign(leftLevel) * slope;
  }

  #scale(sample: number): number {
    const scaled = Math.round((sample * this.#level * this.#steps) / FULL_STEPS);
    return Math.max(-32_768, Math.min(32_767, scaled));
  }
}
