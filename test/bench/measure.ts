/** How a measurement is stated: a figure, its bound, and whether it holds. Knows nothing of what is measured. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Held against the figure; absent: told, not judged. */
  readonly most?: number;
  readonly least?: number;
}

/** Memory is promised in MB (10^6 bytes), and counted by the kernel in KiB. */
export const mibOf = (megabytes: number): number => Math.round((megabytes * 1e7) / 2 ** 20) / 10;

/** Of an agent while it plays by libopus and ALSA, on whatever rig it is measured: 70 MB. */
export const RESIDENT_MIB_MAX = mibOf(70);

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
