/** What a key of the configuration file is: meaning, unit, checker, and what holds where the file does not name it. */
import { LIMITS } from '../../core/limits.ts';
import type { Checker } from '../values/checkers.ts';

/** What holds where the file does not name the key. */
type Otherwise<T> =
  | { readonly required: true }
  | { readonly byDefault: T }
  /** No value; the text says what that means. */
  | { readonly absent: string };

export type Key<T> = {
  readonly doc: string;
  readonly unit?: string;
  /** A value for the example file, where the default would teach nothing. */
  readonly example?: T;
  readonly check: Checker<T>;
} & Otherwise<T>;

export const required = <T>(key: Omit<Key<T>, 'required'> & { example: T }) =>
  ({ ...key, required: true }) as const;
export const optional = <T>(absent: string, key: Omit<Key<T>, 'absent'> & { example: T }) => ({
  ...key,
  absent,
});
export const defaulted = <T>(
  byDefault: NoInfer<T>,
  key: { doc: string; unit?: string; check: Checker<T> },
) => ({
  ...key,
  byDefault,
});

/** Names of people's making: users, issuers, devices. */
export const isName = (value: string): boolean =>
  value !== '' && value.length <= LIMITS.controlTextCharsMax;
