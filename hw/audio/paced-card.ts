/**
 * A card without a wire: it takes samples and lets them out at exactly 48 kHz of CLOCK_MONOTONIC, to whatever `Horn`
 * stands at its end. Owns what waits between the writer and the horn; the arithmetic is `PacedBuffer`.
 */
import type { AudioSink, Clock, DeviceError, SinkOpened, SinkStatus } from '../ports.ts';
import { inOneLine } from '../file-failure.ts';
import { PacedBuffer } from './paced-buffer.ts';
import { SampleQueue } from './sample-queue.ts';

/** 150 ms: a stalled event loop of that length is not heard. */
export const DEFAULT_BUFFER_SAMPLES = 7_200;

/** Where the samples end up. Told after the fact, in order; nothing here may block or throw but `open`. */
export interface Horn {
  /** @throws {DeviceError} */
  open(): Promise<void>;
  /** The first sample since `open` will leave at that instant. */
  begins(atUs: number): void;
  sound(pcm: Int16Array): void;
  /** The card has run dry: the dry spell began at `atUs`, or goes on. */
  silence(samples: number, atUs: number): void;
  /** Why it can take no more. */
  readonly failure: DeviceError | undefined;
  close(): Promise<void>;
}

export interface PacedCardOptions {
  readonly clock: Clock;
  /** How much the card holds ahead of the horn; by default 150 ms. */
  readonly bufferSamples?: number;
}

export class PacedCard implements AudioSink {
  readonly #clock: Clock;
  readonly #horn: Horn;
  readonly #paced: PacedBuffer;
  readonly #waiting: SampleQueue;
  #opened = false;
  #closing: Promise<void> | undefined;

  constructor(horn: Horn, { clock, bufferSamples = DEFAULT_BUFFER_SAMPLES }: PacedCardOptions) {
    this.#clock = clock;
    this.#horn = horn;
    this.#paced = new PacedBuffer(bufferSamples);
    this.#waiting = new SampleQueue(bufferSamples);
  }

  async open(): Promise<SinkOpened> {
    if (this.#opened) throw new Error('the card is open already');
    this.#opened = true;
    try {
      await this.#closing;
      await this.#horn.open();
    } catch (error) {
      this.#opened = false;
      throw error;
    }
    this.#paced.start(this.#clock.nowUs());
    return { bufferSamples: this.#paced.bufferSamples };
  }

  status(): SinkStatus {
    const atUs = this.#clock.nowUs();
    this.#passTo(atUs);
    const reason = this.#brokenBecause();
    const { delaySamples, roomSamples, xruns } = this.#paced;
    return reason === undefined
      ? { state: 'running', atUs, delaySamples, roomSamples, xruns }
      : { state: 'failed', atUs, delaySamples: 0, roomSamples: 0, xruns, reason };
  }

  write(pcm: Int16Array): number {
    this.#passTo(this.#clock.nowUs());
    if (this.#brokenBecause() !== undefined) return 0;
    const { begun, nextLeavesUs } = this.#paced;
    const taken = this.#paced.write(pcm.length);
    if (taken === 0) return 0;
    if (!begun) this.#horn.begins(nextLeavesUs);
    this.#waiting.push(pcm.subarray(0, taken));
    return taken;
  }

  async close(): Promise<void> {
    if (this.#opened) {
      this.#passTo(this.#clock.nowUs());
      this.#waiting.clear();
      this.#opened = false;
      this.#closing = this.#horn.close();
    }
    await this.#closing;
  }

  #passTo(nowUs: number): void {
    if (this.#brokenBecause() !== undefined) return;
    for (const { kind, samples, atUs } of this.#paced.passTo(nowUs)) {
      if (kind === 'sound') this.#horn.sound(this.#waiting.shift(samples));
      else this.#horn.silence(samples, atUs);
    }
  }

  #brokenBecause(): string | undefined {
    if (!this.#opened) return 'the sound card is not open';
    const { failure } = this.#horn;
    return failure === undefined ? undefined : inOneLine(failure);
  }
}
