/**
 * Plays a frame a few samples shorter or longer, so that nobody hears it: the whole frame is resampled by cubic interpolation
 * (Catmull–Rom), which keeps its first sample and meets the next frame where it would have. At most 0.5 % of a frame's pace.
 */
import { FRAME_SAMPLES } from '../../vocabulary.ts';

/** Samples by which one frame may be shortened or lengthened: 4 of 960 is 0.42 %. */
export const STRETCH_SAMPLES_MAX = 4;

export class Stretch {
  readonly #out = new Int16Array(FRAME_SAMPLES + STRETCH_SAMPLES_MAX);
  /** The last sample of the frame before: what the curve needs to its left. */
  #before = 0;

  /**
   * `frame` in `frame.length − skipSamples` samples. With nothing to skip it is `frame` itself, untouched. The answer is
   * valid until the next call.
   */
  apply(frame: Int16Array, skipSamples: number): Int16Array {
    const before = this.#before;
    this.#before = frame.at(-1) ?? 0;
    if (skipSamples === 0) return frame;
    const out = this.#out.subarray(0, frame.length - skipSamples);
    const pace = frame.length / out.length;
    const end = frame.length - 1;
    for (let sample = 0; sample < out.length; sample++) {
      const place = sample * pace;
      const left = Math.floor(place);
      // In line, and by no call that is not needed: this is run uncompiled (docs/decisions/0015).
      const a = left === 0 ? before : (frame[left - 1] ?? 0);
      const b = frame[left] ?? 0;
      const c = frame[left < end ? left + 1 : end] ?? 0;
      const d = frame[left + 1 < end ? left + 2 : end] ?? 0;
      const part = place - left;
      // Catmull–Rom: the curve through b and c whose slopes there are those of their neighbours.
      const rounded = Math.floor(
        b +
          0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))) +
          0.5,
      );
      out[sample] = rounded > 32_767 ? 32_767 : rounded < -32_768 ? -32_768 : rounded;
    }
    return out;
  }
}
