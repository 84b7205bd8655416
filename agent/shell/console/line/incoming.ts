/** What was typed and not yet taken, bounded: whoever types faster than is read is made to wait by his own end. */
import type { Duplex } from 'node:stream';

const WAITING_BYTES_MAX = 16_384;

export class Incoming {
  readonly #stream: Duplex;
  #waiting: Buffer = Buffer.alloc(0);

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  put(bytes: Buffer): void {
    this.#waiting = this.isEmpty ? bytes : Buffer.concat([this.#waiting, bytes]);
    if (this.#waiting.length > WAITING_BYTES_MAX) this.#stream.pause();
  }

  /** The next bytes, at most so many, without taking them. */
  peek(bytes: number): Buffer {
    return this.#waiting.subarray(0, bytes);
  }

  /** They have been dealt with. */
  take(bytes: number): void {
    this.#waiting = this.#waiting.subarray(bytes);
    if (this.#waiting.length <= WAITING_BYTES_MAX / 2 && this.#stream.isPaused()) {
      this.#stream.resume();
    }
  }
}
