/**
 * What left a horn, as a signal over CLOCK_MONOTONIC: samples with the instants at which they left, read at any other instants
 * by band-limited interpolation. It knows neither who played nor what.
 */
import type { RigCard, Stamp } from '../sound-card/rig-cards.ts';

/** Samples on each side of an instant that have a part in its value. */
const REACH = 16;
const TAPS = 2 * REACH;
/** An instant is rounded to this part of a sample: 20 ns. */
const PHASES = 1_024;

/** A run of samples that left one behind the other, at one pace. */
interface Run {
  readonly firstSample: number;
  readonly endSample: number;
  readonly startsAtUs: number;
  readonly samplesPerUs: number;
}

export class HornSound {
  readonly samples: Int16Array;
  readonly #runs: readonly Run[];

  /** `stamps` in order of their samples. Between two runs the horn was silent. */
  constructor(samples: Int16Array, stamps: readonly Stamp[]) {
    this.samples = samples;
    this.#runs = stamps.map(({ firstSample, startsAtUs, samplesPerS }, at) => ({
      firstSample,
      endSample: stamps[at + 1]?.firstSample ?? samples.length,
      startsAtUs,
      samplesPerUs: samplesPerS / 1e6,
    }));
  }

  static of(card: RigCard): HornSound {
    return new HornSound(card.sound(), card.stamps());
  }

  /** When a sample left. */
  instantOf(sample: number): number {
    const run = this.#runs.findLast(({ firstSample }) => firstSample <= sample);
    if (run === undefined) throw new RangeError(`nothing says when sample ${sample} left`);
    return run.startsAtUs + (sample - run.firstSample) / run.samplesPerUs;
  }

  /** After the last sample. */
  get endsAtUs(): number {
    return this.instantOf(this.samples.length);
  }

  /** When the first sample at least so loud left; undefined where there is none. */
  firstLoudAtUs(amplitude: number, fromUs = -Infinity): number | undefined {
    for (const run of this.#runs) {
      for (let sample = run.firstSample; sample < run.endSample; sample++) {
        if (Math.abs(this.samples[sample] ?? 0) < amplitude) continue;
        const atUs = run.startsAtUs + (sample - run.firstSample) / run.samplesPerUs;
        if (atUs >= fromUs) return atUs;
      }
    }
    return undefined;
  }

  /** Values at `count` instants from `fromUs` on, 48 000 to the second; silence where nothing left. */
  read(fromUs: number, count: number): Float64Array {
    const values = new Float64Array(count);
    const stepUs = 1e6 / 48_000;
    const toUs = fromUs + (count - 1) * stepUs;
    for (const run of this.#runs) {
      const lengthUs = (run.endSample - run.firstSample) / run.samplesPerUs;
      if (run.startsAtUs > toUs || run.startsAtUs + lengthUs < fromUs) continue;
      for (let at = 0; at < count; at++) {
        const place = (fromUs + at * stepUs - run.startsAtUs) * run.samplesPerUs;
        if (place < 0 || place > run.endSample - run.firstSample) continue;
        values[at] = this.#valueAt(run, run.firstSample + place);
      }
    }
    return values;
  }

  /** The value between samples, by those of the same run alone. */
  #valueAt({ firstSample, endSample }: Run, place: number): number {
    const nearest = Math.round(place * PHASES);
    const left = Math.floor(nearest / PHASES);
    const phase = nearest - left * PHASES;
    const first = left - REACH + 1;
    const row = phase * TAPS;
    const from = Math.max(0, firstSample - first);
    const to = Math.min(TAPS, endSample - first);
    let value = 0;
    for (let tap = from; tap < to; tap++) value += this.samples[first + tap]! * KERNEL[row + tap]!;
    return value;
  }
}

/** Sinc under a Blackman window, a row of taps for each phase. */
const KERNEL = Float64Array.from({ length: PHASES * TAPS }, (_, index) => {
  const phase = Math.floor(index / TAPS) / PHASES;
  const away = (index % TAPS) - REACH + 1 - phase;
  const sinc = away === 0 ? 1 : Math.sin(Math.PI * away) / (Math.PI * away);
  const turn = (Math.PI * away) / REACH;
  return sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
});
