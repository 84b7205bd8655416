/**
 * One explanation of what is being heard: this place of this stream, under a gain that never moves faster than a stated
 * ramp. It takes sample after sample and says whether it still holds; it does not know that there are others.
 */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { Source, Voice } from './voice.ts';
import {
  SKIP_MAX,
  asItIs,
  concealedAfter,
  lengthOf,
  mended,
  paceOf,
  sampleOf,
  type Wave,
} from './wave.ts';

/** The steepest ramp that a box may make: from silence to full in 5 ms. */
export const SLOPE = 1 / 240;
/** Samples are whole numbers: the exact value lies within this of them, arithmetic included. */
const ROUNDING = 0.5 + 1e-6;
/** A resampled frame is rounded once more. */
const ROUNDING_TWICE = 1 + 1e-6;

/** A stretch of one source within an explanation. */
export interface Leg {
  readonly source: Source;
  readonly stream: number;
  readonly position: number;
  readonly pace: number;
  readonly fromUs: number;
  samples: number;
  readonly previous: Leg | undefined;
}

export interface Beginning {
  readonly voice: Voice;
  readonly source: Source;
  readonly wave: Wave;
  /** Which sample of the wave comes next, and the place of that in the stream. */
  readonly at: number;
  readonly position: number;
  /** The last sample that the decoder gave by the end of this wave: what a concealment would go on from. */
  readonly last: number;
  readonly fromUs: number;
  readonly gain: readonly [number, number];
  readonly previous: Leg | undefined;
}

export class Hypothesis {
  readonly voice: Voice;
  readonly source: Source;
  readonly wave: Wave;
  readonly last: number;
  readonly leg: Leg;
  readonly #rounding: number;
  #at: number;
  lowGain: number;
  highGain: number;
  /** Samples in a row that were what a full gain gives. */
  fullSamples = 0;

  /** `wave` and `position` may be given apart, because of one beginning many are made. */
  constructor(beginning: Beginning, wave = beginning.wave, position = beginning.position) {
    const { voice, source, fromUs, previous } = beginning;
    this.voice = voice;
    this.source = source;
    this.wave = wave;
    this.last = beginning.last;
    this.#at = beginning.at;
    this.#rounding = wave.skip === 0 ? ROUNDING : ROUNDING_TWICE;
    [this.lowGain, this.highGain] = beginning.gain;
    const pace = paceOf(wave);
    this.leg = { source, stream: voice.stream, position, pace, fromUs, samples: 0, previous };
  }

  /** Place in the stream of the next sample. */
  get position(): number {
    return this.leg.position + this.leg.samples * this.leg.pace;
  }

  /** Which sample of its wave comes next. */
  get at(): number {
    return this.#at;
  }

  /** The next sample lies beyond what its source gave. */
  get isAtEnd(): boolean {
    return this.#at >= lengthOf(this.wave);
  }

  /** Takes the next sample; false where no gain in reach explains it. */
  take(sample: number): boolean {
    const due = sampleOf(this.wave, this.#at++) * this.voice.level;
    const rounding = this.#rounding;
    let low = Math.max(0, this.lowGain - SLOPE);
    let high = Math.min(1, this.highGain + SLOPE);
    if (due > 0.01) {
      low = Math.max(low, (sample - rounding) / due);
      high = Math.min(high, (sample + rounding) / due);
    } else if (due < -0.01) {
      low = Math.max(low, (sample + rounding) / due);
      high = Math.min(high, (sample - rounding) / due);
    } else if (sample !== 0) return false;
    this.lowGain = low;
    this.highGain = high;
    this.leg.samples += 1;
    const isFull = high >= 1 && sample - due <= rounding && due - sample <= rounding;
    this.fullSamples = isFull ? this.fullSamples + 1 : 0;
    return low <= high + 1e-9;
  }

  /** Nothing more of it is heard. */
  quiet(fromUs: number): Hypothesis {
    const { voice, last, leg: previous } = this;
    const position = Math.round(this.position);
    const wave = asItIs(QUIET);
    return new Hypothesis({
      voice,
      source: 'quiet',
      wave,
      at: 0,
      position,
      last,
      fromUs,
      gain: [0, 0],
      previous,
    });
  }

  /** All that a box may go on with where its source ends: the next frame, or one that was made up, resampled or not. */
  followers(atUs: number, frame: (voice: Voice, frame: number) => Int16Array): Hypothesis[] {
    const { voice, last } = this;
    const position = Math.round(this.position);
    const begin = { voice, position, at: 0, fromUs: atUs, previous: this.leg } as const;
    const gain = [this.lowGain, this.highGain] as const;
    const concealed = {
      ...begin,
      gain,
      source: 'concealed',
      wave: asItIs(concealedAfter(last)),
      last,
    } as const;
    const made = last === 0 ? [] : ofAnyLength(concealed, last);
    if (position < 0) return [this.quiet(atUs)];
    // A box that was not told of the end takes it for a loss.
    if (position >= voice.frames * FRAME_SAMPLES) return [this.quiet(atUs), ...made];
    const offset = position % FRAME_SAMPLES;
    const whole = frame(voice, (position - offset) / FRAME_SAMPLES);
    const decoded = offset === 0 ? whole : whole.subarray(offset);
    const pcm = this.source === 'concealed' ? mended(decoded, last) : decoded;
    const goesOn = {
      ...begin,
      gain,
      source: 'stream',
      wave: asItIs(pcm),
      last: pcm.at(-1) ?? 0,
    } as const;
    return [...ofAnyLength(goesOn, last), ...made];
  }
}

/** As it is first, then shorter and longer; each where it would be after `at` samples. */
export const ofAnyLength = (beginning: Beginning, before: number): Hypothesis[] => {
  const { at, position, voice } = beginning;
  const { pcm } = beginning.wave;
  const hypotheses = [new Hypothesis(beginning)];
  if (!voice.mayBeResampled) return hypotheses;
  for (let skip = -SKIP_MAX; skip <= SKIP_MAX; skip++) {
    if (skip === 0) continue;
    const wave = { pcm, skip, before };
    hypotheses.push(new Hypothesis(beginning, wave, position + at * (paceOf(wave) - 1)));
  }
  return hypotheses;
};

const QUIET = new Int16Array(FRAME_SAMPLES);

/** By the end of a frame, hypotheses that began differently may have become the same. */
export const distinct = (hypotheses: readonly Hypothesis[]): Hypothesis[] => {
  const seen = new Set<string>();
  return hypotheses.filter((one) => {
    const { voice, source, last, position, isAtEnd } = one;
    if (!isAtEnd) return true;
    const key = `${voice.stream} ${source} ${last} ${Math.round(position)}`;
    return seen.size < seen.add(key).size;
  });
};
