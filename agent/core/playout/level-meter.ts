/** How loud what leaves for the card is: the peak, falling again within a second, as the needle of a mixing desk does. */
import { SAMPLE_RATE_HZ } from '../vocabulary.ts';

const FULL_SCALE = 32_768;
/** Sixteen looks at each frame are enough for a needle. A prime number of samples, so that no tone is met at the same place for ever. */
const STRIDE = 61;
/** The needle falls to a tenth in this many samples. */
const FALL_SAMPLES = SAMPLE_RATE_HZ / 2;
/** Below this it lies still. */
const FLOOR_DB = -60;

export class LevelMeter {
  #peak = 0;

  note(pcm: Int16Array): void {
    let peak = this.#peak * 10 ** (-pcm.length / FALL_SAMPLES);
    for (let at = 0; at < pcm.length; at += STRIDE) {
      const value = pcm[at] ?? 0;
      const size = value < 0 ? -value : value;
      if (size > peak) peak = size;
    }
    this.#peak = peak;
  }

  /** Decibels below full scale; null where there is nothing to be heard. */
  get db(): number | null {
    const db = 20 * Math.log10(this.#peak / FULL_SCALE);
    return db < FLOOR_DB ? null : db;
  }
}
