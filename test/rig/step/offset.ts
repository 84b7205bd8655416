/**
 * By how much one horn is behind another, over a window of some hundred milliseconds: found to the sample by correlation,
 * then to a fraction of a microsecond by least squares. It knows nothing of clocks, cards or boxes.
 */
import type { HornSound } from './horn-sound.ts';

const SAMPLE_US = 1e6 / 48_000;
/** Looked for as far as this at first, and where nothing is found there, further, on every fourth sample. */
const NEAR_SAMPLES = 48;
const FAR_SAMPLES = 9_600;
const COARSE = 4;
/** What is less alike is another sound, or the same one with a hole in it. */
const ALIKE = 0.9;
/** No wrong period of a vowel is so much alike. */
const THE_SAME = 0.95;
const ROUNDS_MAX = 8;
const SETTLED_SAMPLES = 0.001;

export interface Offset {
  /** Positive where `other` is behind `one`. */
  readonly us: number;
  /** 1 where both are the same sound. */
  readonly alike: number;
}

export interface OffsetWindow {
  /** The middle of the window. */
  readonly atUs: number;
  readonly samples: number;
  /** Where the offset is expected. */
  readonly expectedUs?: number;
}

/** Undefined where nothing in `other` is like what `one` has in the window. */
export const offsetOf = (
  one: HornSound,
  other: HornSound,
  { atUs, samples, expectedUs = 0 }: OffsetWindow,
): Offset | undefined => {
  const fromUs = atUs - (samples / 2) * SAMPLE_US;
  const ours = one.read(fromUs, samples);
  const weights = hann(samples);
  const near = correlate(ours, other, fromUs, { expectedUs, reach: NEAR_SAMPLES, step: 1 });
  // How alike they are is judged between the samples: a sibilant is another sound by half of one.
  const close = refine(ours, other, weights, fromUs, near.us);
  if (close.alike >= THE_SAME) return close;
  const far = correlate(ours, other, fromUs, { expectedUs, reach: FAR_SAMPLES, step: COARSE });
  const again = { expectedUs: far.us, reach: 2 * COARSE, step: 1 };
  const found = correlate(ours, other, fromUs, again);
  const refined = refine(ours, other, weights, fromUs, found.us);
  return refined.alike < ALIKE ? undefined : refined;
};

interface Search {
  readonly expectedUs: number;
  readonly reach: number;
  /** Only every so many samples are looked at: speech has little above 6 kHz. */
  readonly step: number;
}

/** The whole number of steps from the expected offset at which both are most alike. */
const correlate = (
  ours: Float64Array,
  other: HornSound,
  fromUs: number,
  { expectedUs, reach, step }: Search,
): Offset => {
  const theirs = other.read(fromUs + expectedUs - reach * SAMPLE_US, ours.length + 2 * reach);
  let ourPower = 0;
  for (let at = 0; at < ours.length; at += step) ourPower += ours[at]! ** 2;
  let best = { lag: 0, alike: -1 };
  for (let lag = 0; lag <= 2 * reach; lag += step) {
    let [product, power] = [0, 0];
    for (let at = 0; at < ours.length; at += step) {
      const their = theirs[lag + at]!;
      product += ours[at]! * their;
      power += their * their;
    }
    const alike = product / Math.sqrt(ourPower * power || 1);
    if (alike > best.alike) best = { lag, alike };
  }
  return { us: expectedUs + (best.lag - reach) * SAMPLE_US, alike: best.alike };
};

/**
 * Gauss–Newton: the shift of `other` at which the weighted squares of the difference are least. For one sound at two instants
 * the difference is nothing at the true shift, so that, unlike the top of a parabola, it has no bias.
 */
const refine = (
  ours: Float64Array,
  other: HornSound,
  weights: Float64Array,
  fromUs: number,
  startUs: number,
): Offset => {
  let us = startUs;
  let alike = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    // One more on both sides, for the slope.
    const theirs = other.read(fromUs + us - SAMPLE_US, ours.length + 2);
    let [product, ourPower, theirPower] = [0, 0, 0];
    for (let at = 0; at < ours.length; at++) {
      product += weights[at]! * ours[at]! * theirs[at + 1]!;
      ourPower += weights[at]! * ours[at]! ** 2;
      theirPower += weights[at]! * theirs[at + 1]! ** 2;
    }
    const gain = product / (theirPower || 1);
    alike = product / Math.sqrt(ourPower * theirPower || 1);
    let [drive, stiffness] = [0, 0];
    for (let at = 0; at < ours.length; at++) {
      const slope = (gain * (theirs[at + 2]! - theirs[at]!)) / 2;
      drive += weights[at]! * slope * (ours[at]! - gain * theirs[at + 1]!);
      stiffness += weights[at]! * slope ** 2;
    }
    const shift = drive / (stiffness || 1);
    us += shift * SAMPLE_US;
    if (Math.abs(shift) < SETTLED_SAMPLES) break;
  }
  return { us, alike };
};

const hann = (count: number): Float64Array =>
  Float64Array.from(
    { length: count },
    (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / count),
  );
