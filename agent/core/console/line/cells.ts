/**
 * Text as a terminal shows it: cells of one letter with its marks, each 1 or 2 columns wide. Vietnamese comes composed
 * (NFC) or in pieces (NFD) and is one and the same here. It knows nothing of cursors.
 */

/** One letter with its marks, composed. */
export type Cell = string;

/** East Asian wide and emoji (Unicode UAX 11, W and F), as far as a terminal under a pole will meet them. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /^\p{M}/u;

/** A letter carries no more: what heaps up marks is noise. */
const MARKS_MAX = 4;

export const isMark = (text: string): boolean => MARK.test(text);

/** `cell` with one more mark, composed; as it was where it carries too many. */
export const withMark = (cell: Cell, mark: string): Cell =>
  Array.from(cell.normalize('NFD')).length > MARKS_MAX ? cell : `${cell}${mark}`.normalize('NFC');

/** The cells of a text; a mark that follows no letter is left out. */
export const cellsOf = (text: string): Cell[] => {
  const cells: Cell[] = [];
  for (const point of text.normalize('NFC')) {
    const last = cells.at(-1);
    if (!isMark(point)) cells.push(point);
    else if (last !== undefined) cells[cells.length - 1] = withMark(last, point);
  }
  return cells;
};

export const columnsOf = (cell: Cell): number => (WIDE.test(cell) ? 2 : 1);

/** Columns that the whole text takes. */
export const widthOf = (text: string): number =>
  cellsOf(text).reduce((sum, cell) => sum + columnsOf(cell), 0);

/** Cut, with an ellipsis, or filled with spaces to exactly `columns`. */
export const fitted = (text: string, columns: number): string => {
  const width = widthOf(text);
  return width <= columns ? text + ' '.repeat(columns - width) : shortened(text, columns);
};

/** At most `columns` wide; what is cut off leaves an ellipsis. */
export const shortened = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const cell of cellsOf(text)) {
    width += columnsOf(cell);
    if (width > columns - 1) break;
    kept += cell;
  }
  return `${kept}…`;
};
