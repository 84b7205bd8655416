/** How a measurement is stated: a figure, its bound, and whether it holds. Knows nothing of what is measured. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Held against the figure; absent: told, not judged. */
  readonly most?: number;
  readonly least?: number;
}

export const holds = ({ value, most, least }: Figure): boolean =>
  Number.isFinite(value) && value <= (most ?? Infinity) && value >= (least ?? -Infinity);

export const lineOf = (figure: Figure): string => {
  const { name, value, unit, most, least } = figure;
  const bound = [
    ...(most === undefined ? [] : [`≤ ${most}`]),
    ...(least === undefined ? [] : [`≥ ${least}`]),
  ].join(', ');
  const verdict = bound === '' ? '' : holds(figure) ? 'ok' : 'NOT MET';
  return `  ${name.padEnd(58)} ${format(value).padStart(9)} ${unit.padEnd(10)} ${bound.padEnd(8)} ${verdict}`.trimEnd();
};

const format = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 1 ? 3 : 2);

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which `share` of them lie. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
