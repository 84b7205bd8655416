/**
 * The dumbest terminal there is: letters, backspace, carriage return, line feed and bell, and nothing else. What it is sent
 * beyond that is a mistake. It does not wrap: a line that runs over the edge is one too.
 */
import { cellsOf, columnsOf } from '../../../agent/core/console/line/cells.ts';

export class DumbTerminal {
  readonly #columns: number;
  /** Of each line, what stands in each column; a wide letter leaves the second of its columns empty. */
  readonly #lines: string[][] = [[]];
  #column = 0;
  bells = 0;

  constructor(columns = 80) {
    this.#columns = columns;
  }

  get column(): number {
    return this.#column;
  }

  get text(): string {
    return this.#lines.map((line) => line.join('').trimEnd()).join('\n');
  }

  get lastLine(): string {
    return (this.#lines.at(-1) ?? []).join('').trimEnd();
  }

  write(text: string): void {
    for (const cell of cellsOf(text)) this.#put(cell);
  }

  #put(cell: string): void {
    switch (cell) {
      case '\b':
        if (this.#column === 0) throw new Error('a backspace at the left edge');
        this.#column -= 1;
        return;
      case '\r':
        this.#column = 0;
        return;
      case '\n':
        this.#lines.push([]);
        return;
      case '\u0007':
        this.bells += 1;
        return;
      default:
    }
    if (/\p{C}/u.test(cell)) throw new Error(`a terminal is sent ${JSON.stringify(cell)}`);
    const line = this.#lines.at(-1) ?? [];
    const columns = columnsOf(cell);
    if (this.#column + columns > this.#columns)
      throw new Error(`runs over the edge: ${this.lastLine}`);
    while (line.length < this.#column) line.push(' ');
    line[this.#column] = cell;
    if (columns === 2) line[this.#column + 1] = '';
    this.#column += columns;
  }
}
