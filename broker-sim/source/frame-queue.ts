/** Frames between a feed that does not wait and whoever reads it. Bounded: when it is full the oldest frame goes. */
import type { SourceEnd, SourceFrame } from './opus-source.ts';

/** 5 s of sound. */
export const QUEUE_FRAMES_MAX = 250;

export class FrameQueue {
  readonly #frames: SourceFrame[] = [];
  #reader: ((item: SourceFrame | SourceEnd) => void) | undefined;
  #closed = false;
  #droppedFrames = 0;

  /** Frames that nobody read in time. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  push(frame: SourceFrame): void {
    if (this.#closed) return;
    if (this.#reader) {
      this.#answer(frame);
      return;
    }
    if (this.#frames.length >= QUEUE_FRAMES_MAX) {
      this.#frames.shift();
      this.#droppedFrames++;
      const oldest = this.#frames[0];
      if (oldest) this.#frames[0] = { ...oldest, afterGap: true };
    }
    this.#frames.push(frame);
  }

  next(): Promise<SourceFrame | SourceEnd> {
    const frame = this.#frames.shift();
    if (frame) return Promise.resolve(frame);
    if (this.#closed) return Promise.resolve(END);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  close(): void {
    this.#closed = true;
    this.#frames.length = 0;
    this.#answer(END);
  }

  #answer(item: SourceFrame | SourceEnd): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(item);
  }
}

const END: SourceEnd = { is: 'end', failed: false };
