/**
 * The configuration as a technician may see and change it: everything is shown but what others hide in files, and nothing can be set
 * that would let a stranger speak, name a file, or lock the technician out. A change waits here until it is committed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { path as pathChecker } from '../../config/checkers.ts';
import { KEYS, type Key, type KeyName } from '../../config/keys.ts';
import { loadConfig } from '../../config/load-config.ts';
import { ConfigError } from '../../config/problem.ts';
import { readSettings } from '../../config/settings.ts';
import { tomlValue, withKey } from '../../config/toml-edit.ts';
import { beginTrial, confirmTrial } from '../../config/trial.ts';
import { encodeBase64url } from '../../core/wire/base64url.ts';
import type { ConfigAnswer, ConfigEntry, ConfigOrder } from '../../core/console/effect.ts';

const KEY_NAMES = Object.keys(KEYS) as KeyName[];
/** Who is believed, who this box is, how one gets in: not for the console. */
const LOCKED_TABLES = new Set(['trust', 'store', 'console']);
const LOCKED_KEYS = new Set<string>(['box.id', 'broker.allow_plaintext']);

export class ConfigDesk {
  readonly #file: string;
  /** By name, as TOML; as many as there are keys at most. */
  readonly #changes = new Map<KeyName, string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Never throws. */
  handle(order: ConfigOrder): ConfigAnswer {
    try {
      switch (order.do) {
        case 'show':
          return { came: 'shown', entries: this.#entries(order.key) };
        case 'set':
          return this.#set(order.key, order.value);
        case 'discard':
          this.#changes.clear();
          return { came: 'discarded' };
        case 'commit':
          return this.#commit(order.minutes);
        case 'confirm':
          return confirmTrial(this.#file) ? { came: 'confirmed' } : refused('no-trial');
      }
    } catch (error) {
      return refused('cannot-write', error instanceof Error ? error.message : String(error));
    }
  }

  #entries(begun: string): ConfigEntry[] {
    const read = readSettings(readFileSync(this.#file, 'utf8'));
    if (!read.ok) return [];
    return KEY_NAMES.filter((key) => key.startsWith(begun)).map((key) => {
      const value: unknown = read.settings[key];
      const change = this.#changes.get(key);
      return {
        key,
        value: value === undefined ? '-' : shown(value),
        isDefault: !read.lines.has(key),
        ...(change !== undefined && { change }),
      };
    });
  }

  #set(name: string, text: string): ConfigAnswer {
    const key = KEY_NAMES.find((one) => one === name);
    if (key === undefined) return refused('unknown-key', name);
    if (isLocked(key)) return refused('locked-key', key);
    const { check, unit }: Key<unknown> = KEYS[key];
    const value = parsed(text);
    if (!check.read(value).ok) {
      return refused(
        'wrong-value',
        unit === undefined ? check.expected : `${check.expected} (${unit})`,
      );
    }
    this.#changes.set(key, tomlValue(value));
    return { came: 'set', key, value: tomlValue(value) };
  }

  #commit(minutes: number): ConfigAnswer {
    if (this.#changes.size === 0) return refused('no-change');
    let toml = readFileSync(this.#file, 'utf8');
    for (const [key, value] of this.#changes) {
      const changed = withKey(toml, key, value);
      if (changed === undefined) return refused('cannot-edit', key);
      toml = changed;
    }
    const trouble = this.#troubleWith(toml);
    if (trouble !== undefined) return refused('wrong-whole', trouble);
    beginTrial(this.#file, toml, minutes);
    this.#changes.clear();
    return { came: 'committed', minutes };
  }

  /** What `loa-agent check-config` would say of it, the first line. */
  #troubleWith(toml: string): string | undefined {
    const candidate = `${this.#file}.candidate`;
    writeFileSync(candidate, toml, { mode: 0o600 });
    try {
      loadConfig(candidate);
      return undefined;
    } catch (error) {
      if (error instanceof ConfigError) return error.lines[0]?.replace(`${candidate}:`, '');
      throw error;
    } finally {
      rmSync(candidate, { force: true });
    }
  }
}

const isLocked = (key: KeyName): boolean => {
  const { check }: Key<unknown> = KEYS[key];
  return (
    LOCKED_TABLES.has(key.split('.')[0] ?? '') || LOCKED_KEYS.has(key) || check === pathChecker
  );
};

type TomlScalar = string | number | boolean | readonly string[];

/** As TOML where it is a value of it, else as a text. */
const parsed = (text: string): TomlScalar => {
  try {
    return parse(`value = ${text}`)['value'] as TomlScalar;
  } catch {
    return text;
  }
};

const shown = (value: unknown): string => {
  if (value instanceof Uint8Array) return encodeBase64url(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const refused = (
  why: Extract<ConfigAnswer, { came: 'refused' }>['why'],
  detail = '',
): ConfigAnswer => ({
  came: 'refused',
  why,
  detail,
});
