/**
 * The configuration as a technician may see and change it: everything is shown but what others hide in files, and what may be set is
 * `isSettable`. A change waits here until it is committed, and is then on trial.
 */
import { parse } from 'smol-toml';
import {
  confirmed,
  inForce,
  isFoundedByHand,
  isFounding,
  isSettable,
  NOTHING_SET,
  onTrial,
  type ConsoleSettings,
  type SetValues,
} from '../../../config/console-settings.ts';
import { KEYS, type Key, type KeyName } from '../../../config/keys.ts';
import { loadConfig, readConfigFile } from '../../../config/load-config.ts';
import { ConfigError } from '../../../config/problem.ts';
import { expectation, namedKeys, readSettings, soundSettings } from '../../../config/settings.ts';
import { encodeBase64url } from '../../../core/wire/base64url.ts';
import type { ConfigAnswer, ConfigEntry, ConfigOrder } from '../../../core/console/effect.ts';
import { reasonSays } from '../../../core/console/phrases/device-reasons.ts';
import { plain, type Say } from '../../../core/console/phrases/language.ts';
import { describeFailure } from '../../failure.ts';
import { readConsoleSettings, writeConsoleSettings } from './settings-file.ts';

const KEY_NAMES = Object.keys(KEYS) as KeyName[];

/** As it will be; `file`: as the configuration file has it. */
type Change = { readonly to: unknown } | 'file';

export class ConfigDesk {
  readonly #file: string;
  readonly #settingsFile: string;
  readonly #usual: (() => SetValues) | undefined;
  /** As many as there are keys at most. */
  readonly #changes = new Map<KeyName, Change>();

  /**
   * `settingsFile`: where what was set here is kept, over `file`. `usual`: the box is being set up, and these are the places that it
   * is given with it; a box that lives is told neither who it is nor whom it believes.
   */
  constructor(file: string, settingsFile: string, usual?: () => SetValues) {
    this.#file = file;
    this.#settingsFile = settingsFile;
    this.#usual = usual;
  }

  /** What waits to be committed. */
  get waiting(): SetValues {
    return withChanges({}, this.#changes);
  }

  /** What is set here, or why that cannot be read. */
  get settings(): ConsoleSettings | string {
    try {
      return readConsoleSettings(this.#settingsFile);
    } catch (error) {
      return describeFailure(error);
    }
  }

  /** Never rejects. */
  async handle(order: ConfigOrder): Promise<ConfigAnswer> {
    try {
      switch (order.do) {
        case 'show':
          return { came: 'shown', entries: this.#entries(order.key) };
        case 'set':
          return this.#set(order.key, order.value);
        case 'unset':
          return this.#unset(order.key);
        case 'discard':
          this.#changes.clear();
          return { came: 'discarded' };
        case 'commit':
          return await this.#commit(order.minutes);
        case 'confirm':
          return await this.#confirm();
      }
    } catch (error) {
      return refused('cannot-write', reasonSays(describeFailure(error)));
    }
  }

  #entries(begun: string): ConfigEntry[] {
    const toml = readConfigFile(this.#file, {});
    const named = namedKeys(toml) ?? new Set<KeyName>();
    const over = inForce(this.#kept());
    const own: SetValues = soundSettings(toml);
    // Over a file that makes no box, nothing is left out either.
    const isLaidOver = this.#usual !== undefined || readSettings(toml, over).ok;
    const holds: SetValues = isLaidOver ? soundSettings(toml, over) : own;
    return KEY_NAMES.filter((key) => key.startsWith(begun)).map((key) => {
      const change = this.#changes.get(key);
      const isOver = isLaidOver && key in over && !(isFounding(key) && named.has(key));
      return {
        key,
        value: shown(holds[key] ?? defaultOf(key)),
        from: isOver ? 'console' : named.has(key) ? 'file' : 'default',
        ...(change !== undefined && {
          change: shown(change === 'file' ? (own[key] ?? defaultOf(key)) : change.to),
        }),
      };
    });
  }

  #set(name: string, text: string): ConfigAnswer {
    const key = keyOf(name);
    if (key === undefined) return refused('unknown-key', plain(name));
    if (!this.#maySet(key)) return refused('locked-key', plain(key));
    const { check }: Key<unknown> = KEYS[key];
    const meant = meanings(text).find((value) => check.read(value).ok);
    if (meant === undefined) return refused('wrong-value', expectation(KEYS[key]));
    this.#changes.set(key, { to: meant });
    return { came: 'set', key, value: JSON.stringify(meant) };
  }

  #maySet(key: KeyName): boolean {
    if (isSettable(key)) return true;
    if (this.#usual === undefined || !isFoundedByHand(key)) return false;
    return namedKeys(readConfigFile(this.#file, {}))?.has(key) === false;
  }

  #unset(name: string): ConfigAnswer {
    const key = keyOf(name);
    if (key === undefined) return refused('unknown-key', plain(name));
    const wasChanged = this.#changes.delete(key);
    if (key in inForce(this.#kept())) this.#changes.set(key, 'file');
    else if (!wasChanged) return refused('not-set', plain(key));
    return { came: 'unset', key };
  }

  async #commit(minutes: number): Promise<ConfigAnswer> {
    if (this.#changes.size === 0) return refused('no-change');
    const before = this.#kept();
    const values = withChanges({ ...this.#usual?.(), ...inForce(before) }, this.#changes);
    const trouble = this.#troubleWith(values);
    if (trouble !== undefined) return refused('wrong-whole', trouble);
    await writeConsoleSettings(this.#settingsFile, onTrial(before, values, minutes));
    this.#changes.clear();
    return { came: 'committed', minutes };
  }

  /** What cannot be read is of no use to a box that is being set up. */
  #kept(): ConsoleSettings {
    try {
      return readConsoleSettings(this.#settingsFile);
    } catch (error) {
      if (this.#usual === undefined) throw error;
      return NOTHING_SET;
    }
  }

  async #confirm(): Promise<ConfigAnswer> {
    const settings = confirmed(readConsoleSettings(this.#settingsFile));
    if (settings === undefined) return refused('no-trial');
    await writeConsoleSettings(this.#settingsFile, settings);
    return { came: 'confirmed' };
  }

  /** What `loa-agent check-config` would say of it, the first line. */
  #troubleWith(values: SetValues): Say | undefined {
    try {
      loadConfig(this.#file, values);
      return undefined;
    } catch (error) {
      if (error instanceof ConfigError) return error.first;
      throw error;
    }
  }
}

const keyOf = (name: string): KeyName | undefined => KEY_NAMES.find((one) => one === name);

const withChanges = (values: SetValues, changes: ReadonlyMap<KeyName, Change>): SetValues => {
  const changed = new Map(Object.entries(values));
  for (const [key, change] of changes) {
    if (change === 'file') changed.delete(key);
    else changed.set(key, change.to);
  }
  return Object.fromEntries(changed);
};

/** As TOML where it is a value of it, else as a text; a list may be typed without its brackets. */
const meanings = (text: string): unknown[] => {
  try {
    return [parse(`value = ${text}`)['value']];
  } catch {
    return [text, text.split(',')];
  }
};

const defaultOf = (key: KeyName): unknown => {
  const entry: Key<unknown> = KEYS[key];
  return 'byDefault' in entry ? entry.byDefault : undefined;
};

const shown = (value: unknown): string => {
  if (value === undefined) return '-';
  if (value instanceof Uint8Array) return encodeBase64url(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const refused = (
  why: Extract<ConfigAnswer, { came: 'refused' }>['why'],
  detail = plain(''),
): ConfigAnswer => ({
  came: 'refused',
  why,
  detail,
});
