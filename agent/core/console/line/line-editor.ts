/**
 * A line that is being typed: letters, cursor, history, within a bound. Keys go in; finished lines, and what the terminal must
 * be sent, come out. It does not know what a line means, nor how a word is completed: that is asked for.
 */
import { cellsOf, isMark, withMark, type Cell } from './cells.ts';
import type { EditKey, Key } from './key-reader.ts';
import { LinePainter } from './line-painter.ts';

/** Cells of the longest line: what comes after is left out, and the line is refused whole. */
export const LINE_CELLS_MAX = 256;
/** Lines that the up key finds again. */
const HISTORY_MAX = 50;
/** Of the smallest terminal, less what `^C` takes. */
const TERMINAL_COLUMNS = 78;
const BELL = '\u0007';

export type LineEvent =
  | { readonly event: 'line'; readonly text: string }
  /** It was too long, and says nothing. */
  | { readonly event: 'overlong' }
  | { readonly event: 'interrupt' }
  /** Ctrl-D on an empty line. */
  | { readonly event: 'end-of-input' }
  /** Tab: whoever knows the words answers by `complete`. */
  | { readonly event: 'tab'; readonly before: string }
  /** Ctrl-L. */
  | { readonly event: 'redraw' };

export class LineEditor {
  #painter = new LinePainter(TERMINAL_COLUMNS);
  #cells: Cell[] = [];
  #cursor = 0;
  #isOverlong = false;
  #isSecret = false;
  #history: string[] = [];
  /** Which line of the history is shown; its length: the one that is being typed. */
  #shown = 0;
  #draft = '';
  #mustRing = false;

  /** A fresh line behind a prompt of `promptColumns`. A secret one shows stars, and history neither shows nor keeps it. */
  begin(promptColumns: number, isSecret: boolean): void {
    this.#painter = new LinePainter(TERMINAL_COLUMNS - promptColumns);
    this.#isSecret = isSecret;
    this.#set('');
    this.#isOverlong = false;
    this.#shown = this.#history.length;
    this.#draft = '';
  }

  /** Takes one key. What the terminal must be sent of it, `echo` says: after many keys at once, where they come at once. */
  take(key: Key): LineEvent | undefined {
    if (key.key !== 'text') return this.#edit(key.key);
    this.#insert(key.text);
    return undefined;
  }

  /** Brings the terminal up to what was typed. */
  echo(): string {
    const bell = this.#mustRing ? BELL : '';
    this.#mustRing = false;
    return this.#paint() + bell;
  }

  /** The same, behind a prompt that was written anew. */
  redrawn(): string {
    this.#painter.restart();
    return this.echo();
  }

  /** Puts `text` before the cursor, as though it had been typed. */
  complete(text: string): void {
    for (const cell of cellsOf(text)) this.#insert(cell);
  }

  /** Somebody else types from now on. */
  forget(): void {
    this.#history = [];
  }

  ring(): undefined {
    this.#mustRing = true;
    return undefined;
  }

  #edit(key: EditKey): LineEvent | undefined {
    switch (key) {
      case 'enter':
        return this.#finish();
      case 'interrupt':
        return { event: 'interrupt' };
      case 'end-of-input':
        if (this.#cells.length === 0) return { event: 'end-of-input' };
        return this.#remove(this.#cursor, this.#cursor + 1);
      case 'redraw':
        return { event: 'redraw' };
      case 'tab':
        if (this.#isSecret) return undefined;
        return { event: 'tab', before: this.#cells.slice(0, this.#cursor).join('') };
      case 'backspace':
        return this.#cursor === 0 ? this.ring() : this.#remove(this.#cursor - 1, this.#cursor);
      case 'delete':
        return this.#remove(this.#cursor, this.#cursor + 1);
      case 'kill-before':
        return this.#remove(0, this.#cursor);
      case 'kill-after':
        return this.#remove(this.#cursor, this.#cells.length);
      case 'kill-word':
        return this.#remove(this.#wordStart(), this.#cursor);
      case 'left':
        return this.#moveTo(this.#cursor - 1);
      case 'right':
        return this.#moveTo(this.#cursor + 1);
      case 'home':
        return this.#moveTo(0);
      case 'end':
        return this.#moveTo(this.#cells.length);
      case 'up':
        return this.#recall(this.#shown - 1);
      case 'down':
        return this.#recall(this.#shown + 1);
    }
  }

  #insert(text: string): void {
    const before = this.#cells[this.#cursor - 1];
    if (isMark(text)) {
      if (before !== undefined) this.#cells[this.#cursor - 1] = withMark(before, text);
    } else if (this.#cells.length >= LINE_CELLS_MAX) {
      this.#isOverlong = true;
    } else {
      this.#cells.splice(this.#cursor, 0, text.normalize('NFC'));
      this.#cursor += 1;
    }
  }

  #finish(): LineEvent {
    const text = this.#cells.join('');
    if (this.#isOverlong) return { event: 'overlong' };
    if (!this.#isSecret && text.trim() !== '' && text !== this.#history.at(-1)) {
      this.#history.push(text);
      if (this.#history.length > HISTORY_MAX) this.#history.shift();
    }
    return { event: 'line', text };
  }

  #remove(from: number, to: number): undefined {
    this.#cells.splice(from, to - from);
    this.#cursor = from;
    return undefined;
  }

  #moveTo(cursor: number): undefined {
    if (cursor < 0 || cursor > this.#cells.length) return this.ring();
    this.#cursor = cursor;
    return undefined;
  }

  #recall(index: number): undefined {
    if (this.#isSecret || index < 0 || index > this.#history.length) return this.ring();
    if (this.#shown === this.#history.length) this.#draft = this.#cells.join('');
    this.#shown = index;
    this.#set(this.#history[index] ?? this.#draft);
    return undefined;
  }

  #set(text: string): void {
    this.#cells = cellsOf(text);
    this.#cursor = this.#cells.length;
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && this.#cells[at - 1] === ' ') at -= 1;
    while (at > 0 && this.#cells[at - 1] !== ' ') at -= 1;
    return at;
  }

  #paint(): string {
    const cells = this.#isSecret ? this.#cells.map(() => '*') : this.#cells;
    return this.#painter.paint(cells, this.#cursor);
  }
}
