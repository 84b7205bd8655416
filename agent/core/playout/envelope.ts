/**
 * The gain of what is played, which never jumps: it moves towards its target by a bounded slope a sample. This is the
 * one place where a click could be made, so nothing else scales samples.
 */

export class Envelope {
  readonly #level: number;
  #gain = 0;

  /** `gainDb` is the level at which a full envelope plays; 0 dB leaves samples untouched. */
  constructor(gainDb: number) {
    this.#level = 10 ** (gainDb / 20);
  }

  get isSilent(): boolean {
    return this.#gain === 0;
  }

  /** The card was cut off: what comes next begins from silence. */
  drop(): void {
    this.#gain = 0;
  }

  /** Samples until the gain is 0 at a slope of one in `rampSamples`. */
  samplesToSilence(rampSamples: number): number {
    return Math.ceil(this.#gain * rampSamples);
  }

  /** Writes `source` into `target` (of the same length), the gain moving towards `goal` by one in `rampSamples`. */
  apply(source: Int16Array, target: Int16Array, goal: 0 | 1, rampSamples: number): void {
    const step = 1 / rampSamples;
    let at = 0;
    for (; at < target.length && this.#gain !== goal; at++) {
      this.#gain = goal === 1 ? Math.min(1, this.#gain + step) : this.#lower(step);
      target[at] = this.#scale(source[at] ?? 0);
    }
    if (at === target.length) return;
    if (goal === 0) target.fill(0, at);
    else if (this.#level === 1) target.set(source.subarray(at), at);
    else for (; at < target.length; at++) target[at] = this.#scale(source[at] ?? 0);
  }

  /** Additions of 1/n do not end exactly at 0: less than half a step left is silence. */
  #lower(step: number): number {
    const next = this.#gain - step;
    return next <= step / 2 ? 0 : next;
  }

  #scale(sample: number): number {
    const scaled = Math.round(sample * this.#gain * this.#level);
    return Math.max(-32_768, Math.min(32_767, scaled));
  }
}
