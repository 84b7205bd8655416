/**
 * What a value of a configuration key may be: each checker says in words what it expects, and reads a parsed TOML value
 * into that or says what it found instead. It knows nothing of files, tables or lines.
 */
import type { Say } from '../../core/console/phrases/language.ts';

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  /** `found` replaces the plain showing of the value, where that would say too little or too much. */
  | { readonly ok: false; readonly found?: Say };

export interface Checker<T> {
  /** Completes "expected …". */
  readonly expected: string;
  read(value: unknown): Checked<T>;
}

export const right = <T>(value: T): Checked<T> => ({ ok: true, value });
export const wrong = (found?: Say): Checked<never> =>
  found === undefined ? { ok: false } : { ok: false, found };

/** A text for which `isRight` holds. */
export const text = (expected: string, isRight: (value: string) => boolean): Checker<string> => ({
  expected,
  read: (value) => (typeof value === 'string' && isRight(value) ? right(value) : wrong()),
});

const FILE_NAME_CHARS_MAX = 4_096;

/** A path, as it stands in the file: relative ones are resolved later, by who knows where the file lies. */
export const path: Checker<string> = text(
  'a path in quotes; a relative one is taken from the directory of this file',
  (value) => value !== '' && value.length <= FILE_NAME_CHARS_MAX && !value.includes('\0'),
);

export const flag: Checker<boolean> = {
  expected: 'true or false, without quotes',
  read: (value) => (typeof value === 'boolean' ? right(value) : wrong()),
};

export const oneOf = <const T extends string>(among: readonly T[]): Checker<T> => ({
  expected: listed(among),
  read: (value) => {
    const choice = among.find((one) => one === value);
    return choice === undefined ? wrong() : right(choice);
  },
});

/** Some of `among`, each at most once, in any order. */
export const someOf = <const T extends string>(among: readonly T[]): Checker<readonly T[]> => ({
  expected: `a list of any of ${listed(among)}, such as ["${among[0] ?? ''}"]`,
  read: (value) => {
    if (!Array.isArray(value) || new Set(value).size !== value.length) return wrong();
    const chosen = among.filter((one) => value.includes(one));
    return chosen.length === value.length ? right(chosen) : wrong();
  },
});

/** Up to `most` names, each once; their order counts. */
export const namesOf = (
  most: number,
  isRight: (name: string) => boolean,
): Checker<readonly string[]> => ({
  expected: `a list of up to ${most} names, each once, such as ["one", "other"]`,
  read: (value) => {
    if (!Array.isArray(value) || new Set(value).size !== value.length) return wrong();
    const names = value.filter((name): name is string => typeof name === 'string' && isRight(name));
    return names.length === value.length && names.length <= most ? right(names) : wrong();
  },
});

export const wholeNumber = (least: number, most: number): Checker<number> => ({
  expected: `a whole number from ${least} to ${most}`,
  read: (value) =>
    Number.isInteger(value) && isWithin(value, least, most) ? right(value) : wrong(),
});

/** One of these numbers. */
export const wholeNumberOf = (among: readonly number[]): Checker<number> => ({
  expected: `one of ${among.join(', ')}`,
  read: (value) => (typeof value === 'number' && among.includes(value) ? right(value) : wrong()),
});

export const number = (least: number, most: number): Checker<number> => ({
  expected: `a number from ${least} to ${most}`,
  read: (value) => (isWithin(value, least, most) ? right(value) : wrong()),
});

const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most;

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
};

const SHOWN_CHARS_MAX = 60;

/** A parsed TOML value as an error may show it: one line, bounded, and nothing that stands before an `@` in a URL. */
export const shown = (value: unknown): string => {
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return clipped(`[${value.map(shown).join(', ')}]`);
  if (typeof value === 'object' && value !== null) return 'a table';
  if (typeof value === 'string') return clipped(JSON.stringify(value.replace(/\/\/.*@/s, '//…@')));
  return String(value);
};

const clipped = (line: string): string =>
  line.length <= SHOWN_CHARS_MAX ? line : `${line.slice(0, SHOWN_CHARS_MAX)}…`;
