/** How quantities are written in the report: one way for each, with its unit, and a real minus sign. */
import { US_PER_MS, US_PER_S, type UtcUs } from '../../agent/core/vocabulary.ts';

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

const withUnit = (number: string, unit: string): string => `${number}${NARROW_SPACE}${unit}`;

const fixed = (value: number, digits: number): string => {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
};

const signed = (value: number, digits: number): string => {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
};

/** 1315200 → `1,315,200`. */
export const count = (value: number): string =>
  `${value < 0 ? MINUS : ''}${Math.abs(Math.round(value)).toLocaleString('en-GB')}`;

/** `1 box`, `3 boxes`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export const seconds = (us: number, digits = 1): string =>
  withUnit(fixed(us / US_PER_S, digits), 's');

export const signedSeconds = (us: number, digits = 3): string =>
  withUnit(signed(us / US_PER_S, digits), 's');

export const microseconds = (us: number): string => withUnit(fixed(us, 0), 'µs');

export const milliseconds = (us: number, digits = 1): string =>
  withUnit(fixed(us / US_PER_MS, digits), 'ms');

export const signedMilliseconds = (us: number, digits = 3): string =>
  withUnit(signed(us / US_PER_MS, digits), 'ms');

export const signedMicroseconds = (us: number): string => withUnit(signed(us, 1), 'µs');

export const signedPartsPerMillion = (ppm: number): string => withUnit(signed(ppm, 1), 'ppm');

export const signedSamples = (samples: number): string =>
  `${signed(samples, Number.isInteger(samples) ? 0 : 2)} ${Math.abs(samples) === 1 ? 'sample' : 'samples'}`;

/** Level of a sample of 16 bits below full scale. */
export const decibels = (amplitude: number): string =>
  amplitude < 1 ? 'silent' : withUnit(fixed(20 * Math.log10(amplitude / 32_768), 0), 'dB');

/** `2026-11-23` of an instant. */
export const utcDate = (atUs: UtcUs): string => iso(atUs).slice(0, 10);

/** `02:14:05` of an instant, with as many decimals of a second as asked for (at most 3). */
export const utcTime = (atUs: UtcUs, digits: 0 | 3 = 0): string =>
  iso(atUs).slice(11, digits === 0 ? 19 : 23);

/** An instant that no calendar holds (a box may claim anything) is written as dashes. */
const iso = (atUs: UtcUs): string => {
  const date = new Date(atUs / US_PER_MS);
  return Number.isNaN(date.getTime()) ? '----------T--------.---Z' : date.toISOString();
};
