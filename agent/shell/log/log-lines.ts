/**
 * Carries finished log lines to a stream without ever making the caller wait: sound must not stall because nobody reads the
 * log. What waits is bounded; on overflow the newest lines are dropped and counted. It knows nothing of levels.
 *
 * Made for `process.stdout`, which on Linux does not block on a pipe or socket (pino's own destination does, or else cannot
 * exit while its reader stalls), and which goes on after EPIPE and ENOSPC.
 */
import type { Writable } from 'node:stream';

const WAITING_BYTES_MAX = 1_048_576;

export class LogLines {
  readonly #stream: Writable;
  readonly #onRecovered: (droppedLines: number) => void;
  #dropped = 0;

  /** `onRecovered` is told how many lines were lost, once lines get through again. */
  constructor(stream: Writable, onRecovered: (droppedLines: number) => void) {
    this.#stream = stream;
    this.#onRecovered = onRecovered;
    // The reader is gone or the disk is full: the line is counted by its own callback, and the process goes on.
    stream.on('error', () => undefined);
  }

  /** Takes one line with its line end. Never blocks, never throws. */
  write(line: string): void {
    if (this.#stream.writableLength + line.length > WAITING_BYTES_MAX) {
      this.#dropped++;
      return;
    }
    this.#stream.write(line, (error) => {
      if (error) this.#dropped++;
      else this.#tellOfDropped();
    });
  }

  /** Resolves when all lines are out, or when `deadlineMs` has passed: a reader that is gone cannot hold up an exit. */
  drain(deadlineMs: number): Promise<void> {
    if (this.#stream.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const deadline = setTimeout(resolve, deadlineMs);
      this.#stream.write('', () => {
        clearTimeout(deadline);
        resolve();
      });
    });
  }

  #tellOfDropped(): void {
    if (this.#dropped === 0 || this.#stream.writableLength > WAITING_BYTES_MAX / 2) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#onRecovered(dropped);
  }
}
