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
    const at = (index: number): number =>
      index < 0 ? before : (frame[Math.min(index, frame.length - 1)] ?? 0);
    for (let sample = 0; sample < out.length; sample++) {
      const place = sample * pace;
      const left = Math.floor(place);
      out[sample] = between(at(left - 1), at(left), at(left + 1), at(left + 2), place - left);
    }
    return out;
  }
}

/** Catmull–Rom: the curve through b and c whose slopes there are those of their neighbours. */
const between = (a: number, b: number, c: number, d: number, part: number): number => {
  const value =
    b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)));
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
};
