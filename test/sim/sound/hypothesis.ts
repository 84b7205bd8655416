/**
 * One explanation of what is being heard: this place of this stream, under a gain that never moves faster than a stated
 * ramp. It takes sample after sample and says whether it still holds; it does not know that there are others.
 */
import { CHIME_SAMPLES, chime } from '../../../agent/core/playout/chime.ts';
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import { mendFrame, writeConcealed } from './signal.ts';
import type { Source, Voice } from './voice.ts';

/** The steepest ramp that a box may make: from silence to full in 5 ms. */
export const SLOPE = 1 / 240;
/** Samples are whole numbers: the exact value lies within this of them, arithmetic included. */
const ROUNDING = 0.5 + 1e-6;

/** A stretch of one source within an explanation. */
export interface Leg {
  readonly source: Source;
  readonly stream: number;
  readonly position: number;
  readonly fromUs: number;
  samples: number;
  readonly previous: Leg | undefined;
}

export class Hypothesis {
  readonly voice: Voice;
  readonly source: Source;
  /** What its source gives from `legStart` on, before any gain. */
  readonly #wave: Int16Array;
  #at: number;
  /** The decoder's last sample before this wave: what a concealment would go on from. */
  readonly last: number;
  readonly leg: Leg;
  lowGain: number;
  highGain: number;
  /** Samples in a row that were what a full gain gives. */
  fullSamples = 0;

  constructor(options: {
    voice: Voice;
    source: Source;
    wave: Int16Array;
    at: number;
    last: number;
    position: number;
    fromUs: number;
    gain: readonly [number, number];
    previous: Leg | undefined;
  }) {
    const { voice, source, position, fromUs, previous } = options;
    this.voice = voice;
    this.source = source;
    this.#wave = options.wave;
    this.#at = options.at;
    this.last = options.last;
    [this.lowGain, this.highGain] = options.gain;
    this.leg = { source, stream: voice.stream, position, fromUs, samples: 0, previous };
  }

  /** Place in the stream of the next sample. */
  get position(): number {
    return this.leg.position + this.leg.samples;
  }

  /** The next sample lies beyond what its source gave. */
  get isAtEnd(): boolean {
    return this.#at >= this.#wave.length;
  }

  /** A full gain explains the next sample, whatever came before. */
  get isFull(): boolean {
    return this.highGain >= 1;
  }

  /** Takes the next sample; false where no gain in reach explains it. */
  take(sample: number): boolean {
    const due = (this.#wave[this.#at++] ?? 0) * this.voice.level;
    let low = this.lowGain - SLOPE;
    let high = this.highGain + SLOPE;
    if (low < 0) low = 0;
    if (high > 1) high = 1;
    if (due > 0.01 || due < -0.01) {
      const one = (sample - ROUNDING) / due;
      const other = (sample + ROUNDING) / due;
      if (due > 0) {
        if (one > low) low = one;
        if (other < high) high = other;
      } else {
        if (other > low) low = other;
        if (one < high) high = one;
      }
    } else if (sample !== 0) return false;
    this.lowGain = low;
    this.highGain = high;
    this.leg.samples += 1;
    this.fullSamples = high >= 1 && sample - due <= ROUNDING && due - sample <= ROUNDING ? this.fullSamples + 1 : 0;
    return low <= high + 1e-9;
  }

  /** All that a box may go on with where its source ends: the next frame, or one that was made up. */
  followers(atUs: number, frame: (voice: Voice, frame: number) => Int16Array): Hypothesis[] {
    const { voice, position } = this;
    const follow = (source: Source, wave: Int16Array, last: number): Hypothesis =>
      new Hypothesis({
        voice,
        source,
        wave,
        at: 0,
        last,
        position,
        fromUs: atUs,
        gain: [this.lowGain, this.highGain],
        previous: this.leg,
      });
    if (position < 0) return [follow('quiet', QUIET, 0)];
    const concealed = this.last === 0 ? [] : [follow('concealed', concealedAfter(this.last), this.last)];
    // A box that was not told of the end takes it for a loss.
    if (position >= voice.frames * FRAME_SAMPLES) {
      return [follow('quiet', QUIET, this.last), ...concealed];
    }
    const whole = frame(voice, Math.floor(position / FRAME_SAMPLES));
    const wave = position % FRAME_SAMPLES === 0 ? whole : whole.subarray(position % FRAME_SAMPLES);
    const lastOf = wave[wave.length - 1] ?? 0;
    const goesOn = this.source === 'concealed' ? mended(wave, this.last) : wave;
    return [follow('stream', goesOn, lastOf), ...concealed];
  }
}

const QUIET = new Int16Array(FRAME_SAMPLES);

export const CHIME: Int16Array = chime();
/** No two samples of a chime are further apart. */
export const CHIME_STEP_MAX =
  CHIME.reduce(
    (most, sample, at) => Math.max(most, Math.abs(sample - (CHIME[Math.max(0, at - 1)] ?? 0))),
    0,
  ) + Math.ceil(CHIME.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) * SLOPE);
/** The chime and the silence after it end where the stream begins. */
export const BEFORE_STREAM = (CHIME_SAMPLES / 1_500) * 1_750;

export const mended = (wave: Int16Array, last: number): Int16Array => {
  const copy = wave.slice();
  mendFrame(last, copy);
  return copy;
};

const CONCEALED = new Map<number, Int16Array>();

/** The frame that goes on from `last`; there are few such samples, so each is computed once. */
export const concealedAfter = (last: number): Int16Array => {
  let wave = CONCEALED.get(last);
  if (wave === undefined) {
    wave = new Int16Array(FRAME_SAMPLES);
    writeConcealed(last, wave);
    CONCEALED.set(last, wave);
  }
  return wave;
};
