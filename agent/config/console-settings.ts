/**
 * What technicians have set at the console of a box. It lies over the configuration file and never in it, and is on trial until
 * somebody confirms it (docs/decisions/0044-what-a-technician-sets.md). Transitions and text alone; where it is kept is the shell's.
 */
import { path as pathChecker } from './values/checkers.ts';
import { KEYS, type Key, type KeyName } from './keys.ts';
import { isObject } from '../core/wire/json.ts';

/** By the names of the keys, as TOML would have given them. Not checked: the version that wrote them may have been another. */
export type SetValues = Readonly<Record<string, unknown>>;

export interface ConsoleSettings {
  readonly kept: SetValues;
  /** In force instead of what is kept. */
  readonly trial?: Trial;
}

export interface Trial {
  readonly values: SetValues;
  /** For so long it may run unconfirmed. */
  readonly minutes: number;
  /** How often the agent has been started with it. */
  readonly starts: number;
}

export const NOTHING_SET: ConsoleSettings = { kept: {} };

/** Started once more than by the commit itself, it has crashed, or the power was cut: what is kept comes back. */
const STARTS_MAX = 1;

export const inForce = ({ kept, trial }: ConsoleSettings): SetValues => trial?.values ?? kept;

export const onTrial = (
  { kept }: ConsoleSettings,
  values: SetValues,
  minutes: number,
): ConsoleSettings => ({ kept, trial: { values, minutes, starts: 0 } });

/** The agent starts: with what is on trial once, and then no more. */
export const started = (settings: ConsoleSettings): ConsoleSettings => {
  const { kept, trial } = settings;
  if (trial === undefined) return settings;
  return trial.starts < STARTS_MAX
    ? { kept, trial: { ...trial, starts: trial.starts + 1 } }
    : returned(settings);
};

/** Undefined where nothing runs on trial. */
export const confirmed = ({ trial }: ConsoleSettings): ConsoleSettings | undefined =>
  trial === undefined || trial.starts === 0 ? undefined : { kept: trial.values };

export const returned = ({ kept }: ConsoleSettings): ConsoleSettings => ({ kept });

/** Who is believed, who this box is, how one gets in: not for the console. */
const LOCKED_TABLES = new Set(['trust', 'store', 'console']);
const LOCKED_KEYS = new Set<string>(['box.id', 'broker.allow_plaintext']);

/** Nothing that would let a stranger speak, name a file, or lock the technician out. */
export const isSettable = (key: KeyName): boolean => {
  const { check }: Key<unknown> = KEYS[key];
  const table = key.slice(0, key.indexOf('.'));
  return !LOCKED_TABLES.has(table) && !LOCKED_KEYS.has(key) && check !== pathChecker;
};

/**
 * What a box may get from its console where its file is silent, and never against it: who it is, whom it believes, where it keeps
 * things and where its console is (docs/decisions/0057). Once a box lives, nobody sets these there.
 */
const FOUNDING_KEYS = new Set<string>([
  'box.id',
  'trust.roots',
  'store.file',
  'console.port',
  'console.baud',
  'console.socket',
  'console.pin_file',
  'console.language',
]);

export const isFounding = (key: KeyName): boolean => FOUNDING_KEYS.has(key);

/** Of those, what whoever sets a box up types; the rest is as a package has it. */
export const isFoundedByHand = (key: KeyName): boolean => key === 'box.id' || key === 'trust.roots';

export const encodeConsoleSettings = (settings: ConsoleSettings): string =>
  `${JSON.stringify(settings, null, 2)}\n`;

/** Undefined where the text is none of ours. */
export const decodeConsoleSettings = (text: string): ConsoleSettings | undefined => {
  const { kept, trial } = objectIn(text);
  if (!isObject(kept)) return undefined;
  if (trial === undefined) return { kept };
  if (!isObject(trial) || !isObject(trial['values'])) return undefined;
  const { values, minutes, starts } = trial;
  if (typeof minutes !== 'number' || typeof starts !== 'number') return undefined;
  return { kept, trial: { values, minutes, starts } };
};

const objectIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    // Not JSON: none of ours either.
    return {};
  }
};
