/**
 * A state as rows of a table, so that a save writes what has changed and no more: whatever is long has a row of its own, under its
 * path, and all the rest one together, which fits a page. Each has a seal, because a card that has gone bad may return a number
 * that parses and is wrong.
 */
import { createHash } from 'node:crypto';
import { parseStoredState, type StoredState } from '../../core/stored-state.ts';

/** Values as JSON, by path. */
export type StateRows = ReadonlyMap<string, string>;

const SEAL_CHARS = 16;

/** As JSON. */
const LONG_CHARS = 200;

export const rowsOf = (state: StoredState): StateRows => {
  const rows = new Map<string, string>();
  const short = withoutLong(state, [], rows);
  return rows.set(JSON.stringify([]), JSON.stringify(short));
};

/** The value without what is long in it, which goes into `rows`. */
const withoutLong = (
  value: unknown,
  path: readonly string[],
  rows: Map<string, string>,
): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined || json.length <= LONG_CHARS) return value;
    rows.set(JSON.stringify(path), json);
    return undefined;
  }
  const short = {};
  for (const [name, member] of Object.entries(value)) {
    set(short, name, withoutLong(member, [...path, name], rows));
  }
  return short;
};

/** The state, or undefined where a seal is not that of its row, or the rows are no state. */
export const stateOf = (
  rows: readonly (readonly [path: string, value: string, seal: string])[],
): StoredState | undefined => {
  let state: unknown = {};
  // The one of all the rest has the shortest path of all, and comes first.
  for (const [path, value, seal] of rows.toSorted(([one], [other]) => one.length - other.length)) {
    if (sealOf(path, value) !== seal) return undefined;
    const names = JSON.parse(path) as string[];
    if (names.length === 0) state = JSON.parse(value);
    else place(state as object, names, JSON.parse(value));
  }
  return parseStoredState(state);
};

export const sealOf = (path: string, value: string): string =>
  createHash('sha256').update(`${path}\n${value}`).digest('hex').slice(0, SEAL_CHARS);

/** A name may be one that means something to JavaScript. */
const place = (state: object, path: readonly string[], value: unknown): void => {
  let at = state;
  for (const [index, name] of path.entries()) {
    const isLast = index === path.length - 1;
    const held: unknown = Object.getOwnPropertyDescriptor(at, name)?.value;
    const member = isLast ? value : (held ?? {});
    set(at, name, member);
    at = member as object;
  }
};

const set = (at: object, name: string, value: unknown): void => {
  Object.defineProperty(at, name, { value, enumerable: true, configurable: true });
};
