/**
 * Makes everything that leaves the box quieter by so many dB, whoever speaks, and never by a jump. For protection, not for
 * loudness: what a session wants is its envelope's.
 */

/** A whole change, of up to full scale, takes a second: nobody hears a step. */
const SLOPE_A_SAMPLE = 1 / 48_000;

export class Attenuator {
  #gain = 1;
  #goal = 1;

  /** @param db at least 0 */
  attenuate(db: number): void {
    this.#goal = 10 ** (-db / 20);
  }

  /** In place. */
  apply(pcm: Int16Array): void {
    if (this.#gain === 1 && this.#goal === 1) return;
    for (let at = 0; at < pcm.length; at += 1) {
      const away = this.#goal - this.#gain;
      this.#gain =
        Math.abs(away) <= SLOPE_A_SAMPLE
          ? this.#goal
          : this.#gain + Math.sign(away) * SLOPE_A_SAMPLE;
      pcm[at] = Math.round((pcm[at] ?? 0) * this.#gain);
    }
  }
}
