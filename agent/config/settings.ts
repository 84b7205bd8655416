/**
 * Reads the text of a configuration file by the table of keys: every key checked, every default filled in, and all that is
 * wrong told at once. It touches no file: paths stay as they are written.
 */
import { parse, TomlError } from 'smol-toml';
import { expectationSays } from '../core/console/phrases/config-expectations.ts';
import { plain, type Say } from '../core/console/phrases/language.ts';
import { shown } from './values/checkers.ts';
import { isFounding, isSettable, type SetValues } from './console-settings.ts';
import { contradictions } from './contradictions.ts';
import { KEYS, TABLES, type Key, type KeyName, type Settings } from './keys.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { Problem } from './problem.ts';
import { PROBLEM_PHRASES as SAYS } from './problem-phrases.ts';
import { keyLines, type KeyLines } from './toml-lines.ts';

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings; readonly lines: KeyLines }
  /** Never empty. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

const CONFIG_CHARS_MAX = 65_536;
const KEY_NAMES = Object.keys(KEYS) as KeyName[];
const TABLE_NAMES = Object.keys(TABLES);

/** `over`: what holds instead of what the file says, by key; it is checked as that is. Of what founds a box, the file has the last word. */
export const readSettings = (toml: string, over: SetValues = {}): ReadSettings => {
  const taken = takenFrom(toml, over);
  if ('says' in taken) return failed([taken]);
  const { values, unknown, lines } = taken;
  const at = (key: string, says: Say): Problem => {
    const line = lines.get(key);
    return line === undefined ? { key, says } : { line, key, says };
  };

  const problems = unknown.map(({ key, says }) => at(key, says));
  const meant = new Set(unknown.flatMap(({ meant: name }) => (name === undefined ? [] : [name])));
  const settings: Partial<Record<KeyName, unknown>> = {};
  for (const name of KEY_NAMES) {
    const key: Key<unknown> = KEYS[name];
    if (!values.has(name)) {
      if ('byDefault' in key) settings[name] = key.byDefault;
      else if ('required' in key && !meant.has(name) && !meant.has(tableOf(name))) {
        problems.push({ ...at(name, SAYS.missing(expectation(key))), isMissing: true });
      }
      continue;
    }
    const checked = key.check.read(values.get(name));
    if (checked.ok) settings[name] = checked.value;
    else {
      const found = checked.found ?? plain(shown(values.get(name)));
      problems.push(at(name, SAYS.found(found, expectation(key))));
    }
  }
  const isNamed = (name: KeyName): boolean => values.has(name);
  for (const [key, says] of contradictions(settings as Partial<Settings>, isNamed)) {
    problems.push(at(key, says));
  }
  if (problems.length > 0) return failed(problems.sort(byLine));
  return { ok: true, settings: settings as Settings, lines };
};

/**
 * Each setting that is right by itself, whatever is wrong beside it; defaults are not filled in. Of a text that is not TOML, none but
 * those of `over`.
 */
export const soundSettings = (toml: string, over: SetValues = {}): Partial<Settings> => {
  const taken = takenFrom(toml, over);
  if ('says' in taken) return toml === '' ? {} : soundSettings('', over);
  return Object.fromEntries(
    [...taken.values].flatMap(([name, value]) => {
      const { check }: Key<unknown> = KEYS[name];
      const checked = check.read(value);
      return checked.ok ? [[name, checked.value]] : [];
    }),
  );
};

/** The keys that the text names, whatever stands behind them; undefined where it is not TOML. */
export const namedKeys = (toml: string): ReadonlySet<KeyName> | undefined => {
  const taken = takenFrom(toml, {});
  return 'says' in taken ? undefined : new Set(taken.values.keys());
};

interface Taken {
  readonly values: ReadonlyMap<KeyName, unknown>;
  readonly unknown: readonly Unknown[];
  readonly lines: KeyLines;
}

const takenFrom = (toml: string, over: SetValues): Taken | Problem => {
  if (toml.length > CONFIG_CHARS_MAX) return { says: SAYS.tooLong(toml.length, CONFIG_CHARS_MAX) };
  const document = parsed(toml);
  if ('says' in document) return document;
  const { values, unknown } = flattened(document.table);
  const lines = new Map(keyLines(toml));
  for (const [name, value] of Object.entries(over)) {
    const key = KEY_NAMES.find((known) => known === name);
    if (key !== undefined && isFounding(key)) {
      if (!values.has(key)) values.set(key, value);
      continue;
    }
    lines.delete(name);
    if (key === undefined || !isSettable(key)) unknown.push(notForConsole(name));
    else values.set(key, value);
  }
  return { values, unknown, lines };
};

/** What the key takes, and in which unit. */
export const expectation = ({ check, unit }: Key<unknown>): Say => {
  const { vi, en } = expectationSays(check.expected);
  return unit === undefined ? { vi, en } : { vi: `${vi} (${unit})`, en: `${en} (${unit})` };
};

const failed = (problems: readonly Problem[]): ReadSettings => ({ ok: false, problems });

const byLine = (one: Problem, other: Problem): number =>
  (one.line ?? Number.MAX_SAFE_INTEGER) - (other.line ?? Number.MAX_SAFE_INTEGER);

const parsed = (toml: string): { readonly table: Record<string, unknown> } | Problem => {
  try {
    return { table: parse(toml) };
  } catch (error) {
    if (!(error instanceof TomlError)) return { says: SAYS.notToml(String(error)) };
    const reason = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? '';
    return { line: error.line, says: SAYS.notToml(`${reason} (column ${error.column})`) };
  }
};

interface Unknown {
  readonly key: string;
  readonly says: Say;
  /** The key or table that was probably meant. */
  readonly meant: string | undefined;
}

/** The values by dotted name, and what has no place in the table of keys. */
const flattened = (document: Record<string, unknown>) => {
  const values = new Map<KeyName, unknown>();
  const unknown: Unknown[] = [];
  for (const [table, content] of Object.entries(document)) {
    if (!TABLE_NAMES.includes(table)) unknown.push(unknownTable(table, content));
    else if (!isTable(content)) {
      const says = SAYS.found(plain(shown(content)), SAYS.table(table));
      unknown.push({ key: table, says, meant: table });
    } else {
      for (const [leaf, value] of Object.entries(content)) {
        const name = KEY_NAMES.find((known) => known === `${table}.${leaf}`);
        if (name === undefined) unknown.push(unknownKey(table, leaf));
        else values.set(name, value);
      }
    }
  }
  return { values, unknown };
};

const notForConsole = (key: string): Unknown => ({
  key,
  says: SAYS.notForConsole,
  meant: undefined,
});

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const unknownTable = (table: string, content: unknown): Unknown => {
  if (isTable(content)) {
    const meant = nearestName(table, TABLE_NAMES);
    return { key: table, says: SAYS.unknownTable(meant, TABLE_NAMES.join(', ')), meant };
  }
  const meant = KEY_NAMES.find((name) => leafOf(name) === table);
  return { key: table, says: SAYS.unknownKey(meant), meant };
};

const unknownKey = (table: string, leaf: string): Unknown => {
  const inTable = KEY_NAMES.filter((name) => tableOf(name) === table);
  const near = nearestName(leaf, inTable.map(leafOf));
  const meant =
    inTable.find((name) => leafOf(name) === near) ??
    inTable.find((name) => leafOf(name).startsWith(`${leaf}_`)) ??
    KEY_NAMES.find((name) => leafOf(name) === leaf);
  const says = SAYS.unknownKey(meant, inTable.map(leafOf).join(', '));
  return { key: `${table}.${leaf}`, says, meant };
};

const tableOf = (name: KeyName): string => name.slice(0, name.indexOf('.'));
const leafOf = (name: KeyName): string => name.slice(name.indexOf('.') + 1);
