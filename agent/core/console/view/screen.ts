/** The smallest terminal that a screen must fit, and how its lines are put together. */
import { fitted, shortened, widthOf } from '../line/cells.ts';

export const COLUMNS = 79;
export const ROWS = 23;

/** Lines of a label of `labelColumns` and a text, the text broken at words where it is longer than its room. */
export const labelled = (label: string, text: string, labelColumns: number): string[] =>
  wrapped(text, COLUMNS - labelColumns).map((line, index) =>
    shortened(`${fitted(index === 0 ? label : '', labelColumns)}${line}`, COLUMNS).trimEnd(),
  );

/** Lines of a text, each of its own broken at the edge of the terminal. */
export const prose = (text: string): string[] =>
  text.split('\n').flatMap((line) => wrapped(line, COLUMNS));

/** Breaks a text at spaces; a word that is longer than a line is cut. */
export const wrapped = (text: string, columns: number): string[] => {
  if (widthOf(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) > columns && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((whole) => shortened(whole, columns));
};
