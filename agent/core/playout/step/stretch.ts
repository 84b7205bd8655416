/**
 * Plays a frame a few samples shorter or longer, so that nobody hears it: as much of its beginning as must be, a quarter of the frame
 * for each sample, is resampled by cubic interpolation (Catmull–Rom), and the rest is as it was. The frame keeps its first sample and
 * meets the next one where it would have. At most 0.5 % of its pace.
 */
import { FRAME_SAMPLES } from '../../vocabulary.ts';

/** Samples by which one frame may be shortened or lengthened: 4 of 960 is 0.42 %. */
export const STRETCH_SAMPLES_MAX = 4;
/** One sample is spread over so many: 0.42 % too, and no more of them than must be, because each is reckoned. */
const SPREAD_SAMPLES = FRAME_SAMPLES / STRETCH_SAMPLES_MAX;

/** Weights are whole numbers of so many to one: with samples of 16 bits no sum of theirs leaves 32 bits. */
const ONE_BITS = 15;
const ONE = 1 << ONE_BITS;
const HALF = ONE >> 1;
/** On either side of a frame, what the curve needs of its neighbours: one sample before it, two behind. */
const BEFORE = 1;
const BEHIND = 2;
/** Of four neighbours: the weight of the second is what is missing to one. */
const WEIGHTS = 3;

export class Stretch {
  readonly #out = new Int16Array(FRAME_SAMPLES + STRETCH_SAMPLES_MAX);
  /** The frame, with what stands around it. */
  readonly #around = new Int16Array(BEFORE + FRAME_SAMPLES + BEHIND);
  /** By the length of what is resampled: nearly always that of one sample more, or of one less. */
  readonly #weights = new Map<number, Int16Array>();
  /** The last sample of the frame before: what the curve needs to its left. */
  #before = 0;

  /**
   * `frame` in `frame.length − skipSamples` samples. With nothing to skip it is `frame` itself, untouched. The answer is
   * valid until the next call.
   */
  apply(frame: Int16Array, skipSamples: number): Int16Array {
    const before = this.#before;
    const last = frame.at(-1) ?? 0;
    this.#before = last;
    if (skipSamples === 0) return frame;
    const out = this.#out.subarray(0, frame.length - skipSamples);
    const spread = SPREAD_SAMPLES * Math.abs(skipSamples);
    const length = spread - skipSamples;
    const weights = this.#weightsFor(length);
    const around = this.#around;
    around[0] = before;
    around.set(frame, BEFORE);
    around.fill(last, BEFORE + frame.length);
    // In line, by whole numbers only, and each sample read once: this is run uncompiled, where each fraction is an object (docs/decisions/0015).
    let [a = 0, b = 0, c = 0, d = 0] = around;
    let next = BEFORE + 1 + BEHIND;
    let part = 0;
    for (let sample = 0; sample < length; sample++) {
      const ofA = weights[part * WEIGHTS] ?? 0;
      const ofC = weights[part * WEIGHTS + 1] ?? 0;
      const ofD = weights[part * WEIGHTS + 2] ?? 0;
      const sum = ofA * a + (ONE - ofA - ofC - ofD) * b + ofC * c + ofD * d;
      const rounded = (sum + HALF) >> ONE_BITS;
      out[sample] = rounded > 32_767 ? 32_767 : rounded < -32_768 ? -32_768 : rounded;
      part += skipSamples;
      if (part < 0) {
        part += length;
        continue;
      }
      a = b;
      b = c;
      c = d;
      d = around[next] ?? 0;
      next += 1;
      if (part < length) continue;
      part -= length;
      a = b;
      b = c;
      c = d;
      d = around[next] ?? 0;
      next += 1;
    }
    out.set(frame.subarray(spread), length);
    return out;
  }

  #weightsFor(length: number): Int16Array {
    const known = this.#weights.get(length);
    if (known !== undefined) return known;
    const weights = weightsOf(length);
    this.#weights.set(length, weights);
    return weights;
  }
}

/**
 * Of the first, third and fourth of four neighbours, for each place between the second and the third, in `parts` of their distance.
 * Catmull–Rom: the curve through the second and the third whose slopes there are those of their neighbours.
 */
const weightsOf = (parts: number): Int16Array => {
  const weights = new Int16Array(parts * WEIGHTS);
  for (let part = 0; part < parts; part++) {
    const t = part / parts;
    weights[part * WEIGHTS] = Math.round((ONE / 2) * t * (-1 + t * (2 - t)));
    // Next to the third, its weight is rounded to one, which 16 bits do not hold.
    weights[part * WEIGHTS + 1] = Math.min(
      ONE - 1,
      Math.round((ONE / 2) * t * (1 + t * (4 - 3 * t))),
    );
    weights[part * WEIGHTS + 2] = Math.round((ONE / 2) * t * t * (t - 1));
  }
  return weights;
};
