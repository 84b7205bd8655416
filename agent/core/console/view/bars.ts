/** Numbers as bars and sparklines of text. ASCII alone, because the console of a serial port may know no other letters of the kind. */

const STEPS = [' ', '.', ':', '-', '=', '+', '*', '#'] as const;

/** A bar of `columns`, filled in proportion. */
export const bar = (value: number, least: number, most: number, columns: number): string => {
  const filled = Math.round(part(value, least, most) * columns);
  return '#'.repeat(filled) + '.'.repeat(columns - filled);
};

/** One letter a value, the newest at the right; a blank where there was none. */
export const sparkline = (
  values: readonly (number | null)[],
  least: number,
  most: number,
  columns: number,
): string =>
  values
    .slice(-columns)
    .map((value) =>
      value === null
        ? ' '
        : (STEPS[1 + Math.round(part(value, least, most) * (STEPS.length - 2))] ?? ' '),
    )
    .join('')
    .padStart(columns);

const part = (value: number, least: number, most: number): number =>
  Math.min(1, Math.max(0, (value - least) / (most - least)));
