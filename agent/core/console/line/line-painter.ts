/**
 * Keeps one line of a terminal equal to what is being edited, with nothing but letters, backspaces and spaces, so that the
 * dumbest terminal shows it. A line that is longer than the window scrolls sideways. It writes no more than what changed.
 */
import { columnsOf, type Cell } from './cells.ts';

export class LinePainter {
  readonly #columns: number;
  /** What stands on the terminal behind the prompt. */
  #shown: readonly Cell[] = [];
  #cursor = 0;
  #from = 0;

  /** `columns` are free behind the prompt. */
  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The terminal stands right behind a fresh prompt. */
  restart(): void {
    this.#shown = [];
    this.#cursor = 0;
    this.#from = 0;
  }

  /** What to send so that the terminal shows `cells` with its cursor before cell `cursor`. */
  paint(cells: readonly Cell[], cursor: number): string {
    this.#scroll(cells, cursor);
    const wanted = this.#window(cells);
    const at = cursor - this.#from;
    let same = 0;
    while (same < wanted.length && wanted[same] === this.#shown[same]) same += 1;
    const isSame = same === wanted.length && same === this.#shown.length;
    let sent = '';
    if (!isSame) {
      sent += this.#moved(this.#shown, same);
      sent += wanted.slice(same).join('');
      const gone = Math.max(0, widthOf(this.#shown) - widthOf(wanted));
      sent += ' '.repeat(gone) + '\b'.repeat(gone);
      this.#cursor = wanted.length;
    }
    sent += this.#moved(wanted, at);
    this.#shown = wanted;
    return sent;
  }

  /** Moves over what stands there: back by backspaces, on by writing it again. */
  #moved(cells: readonly Cell[], to: number): string {
    const from = this.#cursor;
    this.#cursor = to;
    return to < from ? '\b'.repeat(widthOf(cells.slice(to, from))) : cells.slice(from, to).join('');
  }

  /** Keeps the cursor in the window; moves by half of it, so that not every key paints the whole line. */
  #scroll(cells: readonly Cell[], cursor: number): void {
    if (widthOf(cells) < this.#columns) this.#from = 0;
    else if (cursor < this.#from) this.#from = Math.max(0, cursor - this.#columns / 2);
    while (widthOf(cells.slice(this.#from, cursor)) >= this.#columns) {
      this.#from += Math.floor(this.#columns / 2);
    }
    this.#from = Math.min(Math.floor(this.#from), cursor);
  }

  #window(cells: readonly Cell[]): readonly Cell[] {
    const seen: Cell[] = [];
    let width = 0;
    for (const cell of cells.slice(this.#from)) {
      width += columnsOf(cell);
      if (width >= this.#columns) break;
      seen.push(cell);
    }
    return seen;
  }
}

const widthOf = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => sum + columnsOf(cell), 0);
