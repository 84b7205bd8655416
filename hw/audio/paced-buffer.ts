/**
 * The arithmetic of a sound card: which samples have left the horn at an instant, how many wait, when it ran dry.
 * Knows no clock (the caller tells the time), no file and no sound; nothing is timed, everything follows at the next call.
 *
 * Samples leave on one grid that all cards of a machine share, as if by a house word clock: grid position k leaves at
 * exactly k / 48 000 s of CLOCK_MONOTONIC. So the instant of the next sample to be written is exact at any moment, and
 * moves only by what is written, or when the card ran dry.
 *
 *   grid      … ├── left ──┼── waiting: sound written ──┼── next sample written goes here
 *                          now                          nextLeavesUs
 */

export const SAMPLES_PER_S = 48_000;

/** A piece of what left the horn. */
export interface Span {
  readonly kind: 'sound' | 'silence';
  readonly samples: number;
  /** When its first sample left, in µs of CLOCK_MONOTONIC. */
  readonly atUs: number;
}

const samplesAt = (us: number): number => (us * SAMPLES_PER_S) / 1e6;
const gridUs = (position: number): number => (position * 1e6) / SAMPLES_PER_S;

export class PacedBuffer {
  readonly bufferSamples: number;
  /** An idle or dry card takes up its next sample this much after it is asked: half a buffer of silence. */
  readonly leadSamples: number;

  #nowSamples = 0;
  /** Grid positions below this one have passed. */
  #passed = 0;
  /** Grid position of the next sample written. */
  #next = 0;
  /** Grid positions below this one have been answered by `passTo`. */
  #answered = 0;
  /** Silence reaches up to here, because the card ran dry before. */
  #silentUntil = 0;
  #begun = false;
  #dry = false;
  #xruns = 0;

  constructor(bufferSamples: number) {
    if (!Number.isInteger(bufferSamples) || bufferSamples < 2) {
      throw new RangeError(`a card's buffer of ${bufferSamples} samples`);
    }
    this.bufferSamples = bufferSamples;
    this.leadSamples = Math.floor(bufferSamples / 2);
  }

  /** The card is opened: empty, and no xrun yet. */
  start(nowUs: number): void {
    this.#xruns = 0;
    this.#begun = false;
    this.#dry = false;
    this.#setNow(nowUs);
    this.#waitIdle();
  }

  /**
   * Lets time pass, and answers what left the horn meanwhile, in order. Before the first write nothing leaves, and nothing is lost:
   * a card that nobody has written to is idle.
   */
  passTo(nowUs: number): readonly Span[] {
    this.#setNow(nowUs);
    if (!this.#begun) {
      if (this.#passed > this.#next) this.#waitIdle();
      return [];
    }
    const spans: Span[] = [];
    this.#answer(spans, 'silence', this.#silentUntil);
    this.#answer(spans, 'sound', this.#next);
    if (this.#passed > this.#next) {
      if (!this.#dry) this.#xruns += 1;
      this.#dry = true;
      this.#next = this.#passed + this.leadSamples;
      this.#silentUntil = this.#next;
      this.#answer(spans, 'silence', this.#silentUntil);
    }
    return spans;
  }

  /** Takes as many of `samples` as there is room for at the time of the last `passTo`, and answers how many. */
  write(samples: number): number {
    const taken = Math.min(samples, this.roomSamples);
    if (taken > 0) {
      this.#begun = true;
      this.#dry = false;
      this.#next += taken;
    }
    return taken;
  }

  /** From the last `passTo` to the moment the next sample written leaves, in samples, fractions included. */
  get delaySamples(): number {
    return this.#next - this.#nowSamples;
  }

  get roomSamples(): number {
    return Math.max(0, this.bufferSamples - (this.#next - this.#passed));
  }

  /** When the next sample written leaves. */
  get nextLeavesUs(): number {
    return gridUs(this.#next);
  }

  /** Times it ran dry since `start`; a dry spell counts once, however long. */
  get xruns(): number {
    return this.#xruns;
  }

  /** True from the first write after `start`. */
  get begun(): boolean {
    return this.#begun;
  }

  /** True while the card is idle or dry: a write then makes it take up again, at `nextLeavesUs`. */
  get standsStill(): boolean {
    return !this.#begun || this.#dry;
  }

  #setNow(nowUs: number): void {
    this.#nowSamples = samplesAt(nowUs);
    this.#passed = Math.floor(this.#nowSamples) + 1;
  }

  #waitIdle(): void {
    this.#next = this.#passed + this.leadSamples;
    this.#answered = this.#next;
    this.#silentUntil = this.#next;
  }

  #answer(spans: Span[], kind: Span['kind'], end: number): void {
    const samples = Math.min(this.#passed, end) - this.#answered;
    if (samples <= 0) return;
    const last = spans.at(-1);
    if (last?.kind === kind) spans[spans.length - 1] = { ...last, samples: last.samples + samples };
    else spans.push({ kind, samples, atUs: gridUs(this.#answered) });
    this.#answered += samples;
  }
}
