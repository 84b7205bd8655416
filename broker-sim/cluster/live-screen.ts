/**
 * Where a person watches: on a terminal a block of lines that is drawn again in its place, elsewhere the same lines now and
 * then. It knows nothing of boxes. Nothing but text goes where there is no terminal.
 */
import type { WriteStream } from 'node:tty';

/** Without a terminal: so often that somebody can follow it, so seldom that a log stays readable. */
const PLAIN_EVERY_MS = 5_000;
const COLUMNS_OTHERWISE = 80;

export class LiveScreen {
  readonly #out: NodeJS.WriteStream;
  #shown: readonly string[] = [];
  #plainDueMs = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** One line that stays, above the block. */
  note(line: string): void {
    const block = this.#shown;
    this.#clear();
    this.#out.write(`${line}\n`);
    if (block.length > 0) this.#draw(block);
  }

  /** The block as it is now. `isNews`: worth a line at once where there is no terminal. */
  show(lines: readonly string[], isNews = false): void {
    if (this.#terminal !== undefined) {
      this.#clear();
      this.#draw(lines);
      return;
    }
    const nowMs = performance.now();
    if (!isNews && nowMs < this.#plainDueMs) return;
    this.#plainDueMs = nowMs + PLAIN_EVERY_MS;
    this.#out.write(`${lines.join('\n')}\n`);
  }

  /** The block stays as it was drawn last; what comes next goes below it. */
  end(): void {
    this.#shown = [];
  }

  get #terminal(): WriteStream | undefined {
    return this.#out.isTTY ? this.#out : undefined;
  }

  #draw(lines: readonly string[]): void {
    const columns = this.#terminal?.columns ?? COLUMNS_OTHERWISE;
    // A line that wraps would make the block higher than it is counted.
    for (const line of lines) this.#out.write(`${line.slice(0, columns - 1)}\n`);
    this.#shown = lines;
  }

  #clear(): void {
    if (this.#shown.length === 0 || this.#terminal === undefined) return;
    this.#out.write(`\u001b[${this.#shown.length}A\u001b[J`);
    this.#shown = [];
  }
}
