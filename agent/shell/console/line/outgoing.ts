/**
 * What goes out to one terminal, bounded: a terminal that takes nothing loses what comes, and is told how much once it takes
 * again. Nothing waits for it.
 */
import type { Duplex } from 'node:stream';

/** Bytes that wait for the terminal: at 9,600 baud half a minute. */
const WAITING_BYTES_MAX = 32_768;

export class Outgoing {
  readonly #stream: Duplex;
  readonly #note: (lostBytes: number) => string;
  #lostBytes = 0;

  /** `note` says in words for the technician that so many bytes were left out. */
  constructor(stream: Duplex, note: (lostBytes: number) => string) {
    this.#stream = stream;
    this.#note = note;
    stream.on('drain', () => {
      this.#tellOfLost();
    });
  }

  /** Nothing waits: what is written now is seen now. */
  get isClear(): boolean {
    return this.#stream.writableLength === 0;
  }

  /** Never blocks. */
  write(text: string): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    const bytes = Buffer.from(text);
    if (this.#lostBytes > 0 || this.#stream.writableLength + bytes.length > WAITING_BYTES_MAX) {
      this.#lostBytes += bytes.length;
      // Where nothing waits no `drain` will come.
      if (this.isClear) this.#tellOfLost();
      return;
    }
    this.#stream.write(bytes);
  }

  /** Never blocks either. What finds no room is lost without a word, which would only be taken for more of the same. */
  send(bytes: Uint8Array): void {
    const { destroyed, writableEnded, writableLength } = this.#stream;
    if (destroyed || writableEnded || writableLength + bytes.length > WAITING_BYTES_MAX) return;
    this.#stream.write(bytes);
  }

  #tellOfLost(): void {
    if (this.#lostBytes === 0) return;
    const lost = this.#lostBytes;
    this.#lostBytes = 0;
    this.write(this.#note(lost));
  }
}
