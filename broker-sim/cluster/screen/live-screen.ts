/**
 * Where a person watches: on a terminal a block of lines that is drawn again in its place, elsewhere the same lines now and
 * then. It knows nothing of boxes. Nothing but text goes where there is no terminal.
 */
/** Without a terminal: so often that somebody can follow it, so seldom that a log stays readable. */
const PLAIN_EVERY_MS = 5_000;
const COLUMNS_OTHERWISE = 80;

/** `process.stdout`, as far as it is written to here. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export class LiveScreen {
  readonly #out: Screen;
  #shown: readonly string[] = [];
  #plainDueMs = 0;

  constructor(out: Screen) {
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
    if (this.#isTerminal) {
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

  get #isTerminal(): boolean {
    return this.#out.isTTY === true;
  }

  #draw(lines: readonly string[]): void {
    const columns = this.#out.columns ?? COLUMNS_OTHERWISE;
    // A line that wraps would make the block higher than it is counted.
    for (const line of lines) this.#out.write(`${line.slice(0, columns - 1)}\n`);
    this.#shown = lines;
  }

  #clear(): void {
    if (this.#shown.length === 0 || !this.#isTerminal) return;
    this.#out.write(`\u001b[${this.#shown.length}A\u001b[J`);
    this.#shown = [];
  }
}
