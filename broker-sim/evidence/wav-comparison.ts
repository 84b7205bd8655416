/** Compares what left a horn with what was sent, sample by sample, at the instants at which each left. */
import { monoUs, usToSamples, type MonoUs } from '../../agent/core/vocabulary.ts';
import type { WavFile } from '../report/record/wav-file.ts';
import type { HornRecording } from './horn-recording.ts';

/** PLAYOUT: the first and the last 5 ms of an announcement are ramped, and so are not what was sent. */
export const RAMP_SAMPLES = 240;
const BLOCK_SAMPLES = 65_536;

export interface HornComparison {
  readonly comparedSamples: number;
  /** Not there at all, or not as they were sent. */
  readonly differingSamples: number;
  /** Counted from the first sample of the stream. */
  readonly firstDifferenceSample: number | undefined;
  /** Samples that are not silence and lie before the stream or after it. */
  readonly straySamples: number;
}

/**
 * `startsAtUs`: when sample 0 of the stream left this horn. `streamSamples`: how long the stream is; where `sent` is
 * shorter, what comes after it is neither compared nor stray.
 */
export const compareHorn = async (
  horn: HornRecording,
  sent: WavFile,
  startsAtUs: MonoUs,
  streamSamples: number,
): Promise<HornComparison> => {
  const tally = new Tally(Math.min(sent.samples, streamSamples - RAMP_SAMPLES), streamSamples);
  for (const span of horn.spans) {
    /** What is added to a sample of the file to have the sample of the stream. */
    const shift = Math.round(usToSamples(span.startsAtUs - startsAtUs)) - span.first;
    for (let first = span.first; first < span.end; first += BLOCK_SAMPLES) {
      const heard = await horn.wav.read(first, Math.min(BLOCK_SAMPLES, span.end - first));
      const wanted = await readPadded(sent, first + shift, heard.length);
      tally.take(first + shift, heard, wanted);
    }
  }
  return tally.sum();
};

/** When the first and the last sample that is not silence left; undefined where none did. */
export const soundOf = async (
  horn: HornRecording,
): Promise<{ readonly firstAtUs: MonoUs; readonly lastAtUs: MonoUs } | undefined> => {
  let first: number | undefined;
  let last = 0;
  for (const { first: from, end } of horn.spans) {
    for (let at = from; at < end; at += BLOCK_SAMPLES) {
      const heard = await horn.wav.read(at, Math.min(BLOCK_SAMPLES, end - at));
      const loud = heard.findLastIndex((sample) => sample !== 0);
      if (loud === -1) continue;
      first ??= at + heard.findIndex((sample) => sample !== 0);
      last = at + loud;
    }
  }
  return first === undefined
    ? undefined
    : { firstAtUs: monoUs(horn.instantOf(first)), lastAtUs: monoUs(horn.instantOf(last)) };
};

/** Silence where there is nothing to read. */
const readPadded = async (wav: WavFile, first: number, length: number): Promise<Int16Array> => {
  const pcm = new Int16Array(length);
  const lead = Math.min(length, Math.max(0, -first));
  if (lead < length) pcm.set(await wav.read(first + lead, length - lead), lead);
  return pcm;
};

class Tally {
  readonly #end: number;
  readonly #streamSamples: number;
  #differing = 0;
  #firstDifference: number | undefined;
  #stray = 0;
  /** The first sample of the stream of which nothing has been seen. */
  #next = RAMP_SAMPLES;

  /** Samples from the ramp up to `end` are compared. */
  constructor(end: number, streamSamples: number) {
    this.#end = Math.max(RAMP_SAMPLES, end);
    this.#streamSamples = streamSamples;
  }

  /** `heard` begins at sample `at` of the stream, which may lie before its start. */
  take(at: number, heard: Int16Array, wanted: Int16Array): void {
    this.#skipTo(Math.min(at, this.#end));
    for (let index = 0; index < heard.length; index++) {
      const sample = at + index;
      if (sample < 0 || sample >= this.#streamSamples) {
        if (heard[index] !== 0) this.#stray += 1;
      } else if (sample >= this.#next && sample < this.#end) {
        if (heard[index] !== wanted[index]) this.#differ(sample, 1);
      }
    }
    this.#next = Math.max(this.#next, Math.min(at + heard.length, this.#end));
  }

  sum(): HornComparison {
    this.#skipTo(this.#end);
    return {
      comparedSamples: this.#end - RAMP_SAMPLES,
      differingSamples: this.#differing,
      firstDifferenceSample: this.#firstDifference,
      straySamples: this.#stray,
    };
  }

  /** What lies between was never heard. */
  #skipTo(sample: number): void {
    if (sample <= this.#next) return;
    this.#differ(this.#next, sample - this.#next);
    this.#next = sample;
  }

  #differ(sample: number, samples: number): void {
    this.#firstDifference ??= sample;
    this.#differing += samples;
  }
}
