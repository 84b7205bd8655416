/**
 * A sound card: takes samples, lets them leave one after the other at its own pace, and runs dry where none are left.
 * What has left the horn goes to the ear. Written to like `hw/ports.ts` says, but under the world's clock.
 */
import type { CardCut } from '../trace.ts';
import type { Ear } from '../sound/ear.ts';
import type { Timeline } from './timeline.ts';

/** Longer than any card holds, and than any single writing. */
const RING_SAMPLES = 32_768;

export interface CardOptions {
  readonly usPerSample: number;
  readonly bufferSamples: number;
  /** An idle or dry card lets its next sample leave this long after it was asked. */
  readonly leadUs: number;
  /** What it says of its delay is off by up to this. */
  readonly roughSamples: () => number;
}

export interface CardStatus {
  readonly isFailed: boolean;
  readonly delaySamples: number;
  readonly roomSamples: number;
  readonly xruns: number;
}

interface Waiting {
  from: number;
  samples: number;
  firstUs: number;
}

export class Card {
  readonly #timeline: Timeline;
  readonly #options: CardOptions;
  readonly #ear: Ear;
  readonly #cuts: CardCut[];
  readonly #ring = new Int16Array(RING_SAMPLES);
  readonly #bytes = Buffer.from(this.#ring.buffer);
  readonly #waiting: Waiting[] = [];
  #isOpen = false;
  #isFailed = false;
  #hasBegun = false;
  #isDry = false;
  #xruns = 0;
  /** When the next sample that is written leaves, once it has begun. */
  #nextUs = 0;
  #writeAt = 0;
  failsUntilUs = 0;

  constructor(timeline: Timeline, options: CardOptions, ear: Ear, cuts: CardCut[]) {
    this.#timeline = timeline;
    this.#options = options;
    this.#ear = ear;
    this.#cuts = cuts;
  }

  get bufferSamples(): number {
    return this.#options.bufferSamples;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** False where there is no card just now. */
  open(): boolean {
    if (this.#timeline.nowUs < this.failsUntilUs) return false;
    this.#isOpen = true;
    this.#isFailed = false;
    this.#hasBegun = false;
    this.#isDry = false;
    this.#xruns = 0;
    return true;
  }

  status(): CardStatus {
    const { bufferSamples, usPerSample, leadUs, roughSamples } = this.#options;
    this.#advance();
    const { nowUs } = this.#timeline;
    if (!this.#hasBegun || this.#isDry) this.#nextUs = nowUs + leadUs;
    const aheadSamples = (this.#nextUs - nowUs) / usPerSample;
    return {
      isFailed: this.#isFailed,
      delaySamples: aheadSamples + roughSamples(),
      roomSamples: Math.max(0, Math.floor(bufferSamples - aheadSamples)),
      xruns: this.#xruns,
    };
  }

  /** Lets `fill` write so many samples in place. */
  write(samples: number, fill: (pcm: Int16Array) => void): void {
    if (this.#writeAt + samples > RING_SAMPLES) this.#writeAt = 0;
    fill(this.#ring.subarray(this.#writeAt, this.#writeAt + samples));
    const { usPerSample } = this.#options;
    this.#waiting.push({ from: this.#writeAt, samples, firstUs: this.#nextUs });
    this.#hasBegun = true;
    this.#isDry = false;
    this.#nextUs += samples * usPerSample;
    this.#writeAt += samples;
  }

  /** It is gone for so long. */
  fail(forUs: number): void {
    this.failsUntilUs = this.#timeline.nowUs + forUs;
    if (!this.#isOpen || this.#isFailed) return;
    this.#isFailed = true;
    this.#stop('failed');
  }

  close(cause: 'closed' | 'power'): void {
    if (!this.#isOpen) return;
    if (!this.#isFailed) this.#stop(cause);
    this.#isOpen = false;
  }

  #stop(cause: CardCut['cause']): void {
    this.#advance();
    this.#waiting.length = 0;
    this.#cut(cause, this.#timeline.nowUs);
    this.#hasBegun = false;
  }

  #cut(cause: CardCut['cause'], atUs: number): void {
    this.#cuts.push({ atUs, cause, sample: this.#ear.lastSample });
    this.#ear.cut();
  }

  /** Lets out what is due by now. */
  #advance(): void {
    if (!this.#hasBegun || this.#isDry || this.#isFailed) return;
    const { usPerSample } = this.#options;
    const { nowUs } = this.#timeline;
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      const due = Math.floor((nowUs - head.firstUs) / usPerSample) + 1;
      const samples = Math.min(head.samples, due);
      if (samples <= 0) return;
      const { from, firstUs } = head;
      this.#ear.hear({ ring: this.#ring, bytes: this.#bytes, from, samples, firstUs });
      if (samples < head.samples) {
        head.from += samples;
        head.samples -= samples;
        head.firstUs += samples * usPerSample;
        return;
      }
      this.#waiting.shift();
    }
    if (nowUs < this.#nextUs) return;
    this.#isDry = true;
    this.#xruns += 1;
    this.#cut('xrun', this.#nextUs);
  }
}
