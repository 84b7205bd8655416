/** The offset of two horns over a whole run: a point each tenth of a second with sound in it, and what is said of them. */
import type { HornSound } from './horn-sound.ts';
import { offsetOf } from './offset.ts';

const WINDOW_SAMPLES = 9_600;
const HOP_US = 100_000;
/** Less is a pause between words. */
const LOUD = 300;
/** Further apart, the next window is looked for afresh: a tune is like itself a note later, and one mistake would lead to the next. */
const FOLLOWED_US = 5_000;
/** So loud is a syllable. */
const SYLLABLE = 1_000;

export interface OffsetPoint {
  readonly atUs: number;
  /** Positive where the second horn is behind the first; undefined where it had another sound, or none. */
  readonly us: number | undefined;
}

export interface OffsetSummary {
  /** Over the first window of sound. */
  readonly firstUs: number;
  readonly p50Us: number;
  readonly p95Us: number;
  readonly maxUs: number;
  readonly points: number;
  /** Windows in which only one of them had the sound. */
  readonly unlike: number;
}

export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** From the first sound of `one` in the span on; pauses are left out. */
export const offsetSeries = (one: HornSound, other: HornSound, span: Span): OffsetPoint[] => {
  const firstUs = one.firstLoudAtUs(SYLLABLE, span.fromUs);
  if (firstUs === undefined) return [];
  const points: OffsetPoint[] = [];
  const halfUs = ((WINDOW_SAMPLES / 2) * 1e6) / 48_000;
  let expectedUs = 0;
  for (let atUs = firstUs + halfUs; atUs + halfUs <= span.toUs; atUs += HOP_US) {
    if (loudness(one.read(atUs - halfUs, WINDOW_SAMPLES)) < LOUD) continue;
    const offset = offsetOf(one, other, { atUs, samples: WINDOW_SAMPLES, expectedUs });
    points.push({ atUs, us: offset?.us });
    const us = offset?.us ?? 0;
    expectedUs = Math.abs(us) <= FOLLOWED_US ? us : 0;
  }
  return points;
};

/** `settledUs`: the time after the first point that is not counted, but for the first point. */
export const summarize = (points: readonly OffsetPoint[], settledUs = 500_000): OffsetSummary => {
  const startUs = (points[0]?.atUs ?? 0) + settledUs;
  const settled = points.filter(({ atUs }) => atUs >= startUs);
  const sizes = settled
    .flatMap(({ us }) => (us === undefined ? [] : [Math.abs(us)]))
    .sort((one, two) => one - two);
  const quantile = (part: number): number =>
    sizes[Math.max(0, Math.ceil(part * sizes.length) - 1)] ?? Number.NaN;
  return {
    firstUs: points[0]?.us ?? Number.NaN,
    p50Us: quantile(0.5),
    p95Us: quantile(0.95),
    maxUs: quantile(1),
    points: sizes.length,
    unlike: settled.length - sizes.length,
  };
};

const loudness = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
