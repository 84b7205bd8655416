/** How much of what came out of a horn is the recording that was sent: piece by piece, each looked for anywhere, in one order. */

/** Speech has its shape below 3 kHz: every eighth sample will do. */
const THINNING = 8;
/** Short, because a box that comes back into step plays a little faster or slower. */
const PIECE = 48_000 / THINNING / 10;
const ALIKE = 0.9;
/** Mean square of a piece that says nothing. */
const QUIET = 100 ** 2;

export interface Likeness {
  /** Pieces of a tenth of a second in which anything sounded. */
  readonly pieces: number;
  /** Of those, the most that are in the recording one behind the other. */
  readonly alike: number;
}

/** Both at 48 kHz. */
export const likeness = (heard: Int16Array, recording: Int16Array): Likeness => {
  const [ours, theirs] = [thinned(heard), thinned(recording)];
  const places: (number | undefined)[] = [];
  for (let from = 0; from + PIECE <= ours.length; from += PIECE) {
    const piece = ours.subarray(from, from + PIECE);
    if (power(piece) < QUIET) continue;
    const next = (places.at(-1) ?? -PIECE) + PIECE;
    places.push(
      place(piece, theirs, next - PIECE, next + PIECE) ?? place(piece, theirs, 0, theirs.length),
    );
  }
  return { pieces: places.length, alike: longestRising(places.filter((one) => one !== undefined)) };
};

/** Where between `from` and `to` it is most alike; undefined where it is nowhere alike enough. */
const place = (
  piece: Float64Array,
  all: Float64Array,
  from: number,
  to: number,
): number | undefined => {
  const own = power(piece) * piece.length;
  const last = Math.min(to, all.length - piece.length);
  let best: { readonly at?: number; readonly alike: number } = { alike: ALIKE };
  for (let at = Math.max(0, from); at <= last; at++) {
    let [product, other] = [0, 0];
    for (let step = 0; step < piece.length; step++) {
      const one = all[at + step]!;
      product += one * piece[step]!;
      other += one * one;
    }
    const alike = product / Math.sqrt(own * other || 1);
    if (alike > best.alike) best = { at, alike };
  }
  return best.at;
};

/** Length of the longest part, in order, in which each is more than the one before. */
const longestRising = (numbers: readonly number[]): number => {
  /** The least last one of a part of each length. */
  const lasts: number[] = [];
  for (const one of numbers) {
    const at = lasts.findIndex((last) => last >= one);
    lasts[at < 0 ? lasts.length : at] = one;
  }
  return lasts.length;
};

const thinned = (samples: Int16Array): Float64Array =>
  Float64Array.from({ length: Math.floor(samples.length / THINNING) }, (_, at) => {
    let sum = 0;
    for (let step = 0; step < THINNING; step++) sum += samples[at * THINNING + step]!;
    return sum / THINNING;
  });

const power = (samples: Float64Array): number =>
  samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
