/** A source that gives what a test tells it to. Its packets are real ones: silence, in one frame of 20 ms. */
import type { OpusSource, SourceEnd, SourceFrame } from '../../../broker-sim/source/opus-source.ts';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';

const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);

export class ScriptedSource implements OpusSource {
  readonly description = 'the script';
  readonly live: boolean;
  closed = false;
  readonly #items: (SourceFrame | SourceEnd)[] = [];
  #reader: ((item: SourceFrame | SourceEnd) => void) | undefined;
  #speaking: NodeJS.Timeout | undefined;

  constructor(live: boolean) {
    this.live = live;
  }

  frame(afterGap = false): void {
    this.#give({ is: 'frame', packet: SILENCE, capturedAtUs: monotonicUs(), afterGap });
  }

  end(failed: boolean): void {
    this.#give({ is: 'end', failed });
  }

  /** A frame every 20 ms of the wall; a late timer gives the frames that it missed. */
  runLive(): void {
    const startedUs = monotonicUs();
    let frames = 0;
    this.#speaking = setInterval(() => {
      while (monotonicUs() >= startedUs + frames * 20_000) this.frame(frames++ === 0);
    }, 10);
  }

  /** Without a word. */
  die(): void {
    clearInterval(this.#speaking);
  }

  next(): Promise<SourceFrame | SourceEnd> {
    const item = this.closed ? { is: 'end' as const, failed: false } : this.#items.shift();
    if (item) return Promise.resolve(item);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  close(): Promise<void> {
    this.die();
    this.closed = true;
    this.#reader?.({ is: 'end', failed: false });
    return Promise.resolve();
  }

  #give(item: SourceFrame | SourceEnd): void {
    if (this.#reader) this.#reader(item);
    else this.#items.push(item);
    this.#reader = undefined;
  }
}
