/**
 * Finds whole lines of an LCUS board's answer among whatever else comes: a line counts only from its mark to its end. What has no
 * mark is kept no longer than a line can be.
 */
import type { StatusLine } from './lcus-frame.ts';

/** `CH8: OFF`, with room for blanks. */
const LINE_CHARS_MAX = 16;
const LINE = /CH([1-8])\s*:\s*(ON|OFF)\s*[\r\n]/;

export class LcusParser {
  #text = '';

  /** Forgets what came before: an answer to another question. */
  reset(): void {
    this.#text = '';
  }

  /** Takes what came; answers the lines that are whole now. */
  take(bytes: Uint8Array): StatusLine[] {
    this.#text += Buffer.from(bytes).toString('latin1');
    const lines: StatusLine[] = [];
    for (let match = LINE.exec(this.#text); match !== null; match = LINE.exec(this.#text)) {
      lines.push({ channel: Number(match[1]), on: match[2] === 'ON' });
      this.#text = this.#text.slice(match.index + match[0].length);
    }
    this.#text = this.#text.slice(-LINE_CHARS_MAX);
    return lines;
  }
}
