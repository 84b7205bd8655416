/**
 * What a box does without a configuration that says it: where it keeps things and where its console is. As its last good start had
 * it, else as the package does. For the box of the service alone: another, run by hand, is what its file says or nothing.
 */
import { dirname, join, resolve } from 'node:path';
import type { AgentConfig, ConsoleConfig } from '../../../config/agent-config.ts';
import type { SetValues } from '../../../config/console-settings.ts';
import { KEYS, type Key, type KeyName } from '../../../config/keys.ts';
import { consoleConfig } from '../../../config/load-config.ts';
import { namedKeys, soundSettings } from '../../../config/settings.ts';
import { leaveText, managedFolder, textOf, type Environment } from '../../store/left-behind.ts';
import { isObject } from '../../../core/wire/json.ts';

/** As `packaging/deb` has it. */
const PACKAGED = {
  file: '/etc/loa/agent.toml',
  state: '/var/lib/loa',
  runtime: '/run/loa',
} as const;
const NAME = 'console.json';
/** Of the last good start. Nothing of whom it believes, and nothing secret. */
const REMEMBERED: readonly string[] = [
  'store.file',
  'console.port',
  'console.baud',
  'console.socket',
  'console.pin_file',
  'console.language',
] satisfies KeyName[];

/** Of the last good start too, for whoever reads its screen: it makes no box. */
const NAMED = 'box.id';

interface Folders {
  readonly state: string;
  readonly runtime: string;
}

/** Undefined for a box that is not the service's. */
const foldersOf = (file: string, environment: Environment): Folders | undefined => {
  const packaged = resolve(file) === PACKAGED.file ? PACKAGED : undefined;
  const state = managedFolder('STATE_DIRECTORY', environment) ?? packaged?.state;
  if (state === undefined) return undefined;
  const runtime = managedFolder('RUNTIME_DIRECTORY', environment) ?? packaged?.runtime ?? state;
  return { state, runtime };
};

/** Where a box of the service keeps what it is to find again without its configuration; undefined for any other. */
export const stateFolder = (file: string, environment: Environment): string | undefined =>
  foldersOf(file, environment)?.state;

/** The values, as TOML would have given them, of those keys that `toml` does not name. */
export const usualPlaces = (toml: string, file: string, environment: Environment): SetValues => {
  const folders = foldersOf(file, environment);
  if (folders === undefined) return {};
  const named = namedKeys(toml) ?? new Set<string>();
  const usual = {
    'store.file': join(folders.state, 'state.json'),
    'console.socket': join(folders.runtime, 'console.sock'),
    'console.pin_file': join(folders.state, 'console.pin'),
    ...recalled(join(folders.state, NAME)),
  };
  return Object.fromEntries(Object.entries(usual).filter(([key]) => !named.has(key as KeyName)));
};

/** The path of `store.file`, as far as anything says it. */
export const storeFileOf = (
  toml: string,
  file: string,
  environment: Environment,
): string | undefined => {
  const said = soundSettings(toml, usualPlaces(toml, file, environment))['store.file'];
  return said === undefined ? undefined : resolve(dirname(resolve(file)), said);
};

export interface ConsolePlaces {
  readonly console: ConsoleConfig;
  /** Empty where nothing says it. */
  readonly boxId: string;
}

/** The console as far as anything says where it is, whether the box can start or not; undefined where nothing does. */
export const consolePlaces = (
  file: string,
  environment: Environment,
): ConsolePlaces | undefined => {
  const toml = textOf(file) ?? '';
  const said = soundSettings(toml, usualPlaces(toml, file, environment));
  const console = consoleConfig(
    {
      'console.port': said['console.port'],
      'console.baud': said['console.baud'] ?? KEYS['console.baud'].byDefault,
      'console.socket': said['console.socket'],
      'console.pin_file': said['console.pin_file'],
      'console.language': said['console.language'] ?? KEYS['console.language'].byDefault,
    },
    (path) => resolve(dirname(resolve(file)), path),
  );
  const isKnown = console.socket !== undefined || console.pinFile !== undefined;
  return isKnown ? { console, boxId: said['box.id'] ?? '' } : undefined;
};

/** The start was good: the next may not be. @throws where it cannot be written. */
export const rememberPlaces = (config: AgentConfig, environment: Environment): void => {
  const folder = foldersOf(config.file, environment)?.state;
  if (folder === undefined) return;
  const { port, baud, socket, pinFile, language } = config.console;
  const places = {
    [NAMED]: config.receiver.boxId,
    'store.file': config.storeFile,
    ...(port !== undefined && { 'console.port': port }),
    'console.baud': baud,
    ...(socket !== undefined && { 'console.socket': socket }),
    ...(pinFile !== undefined && { 'console.pin_file': pinFile }),
    'console.language': language,
  };
  leaveText(join(folder, NAME), `${JSON.stringify(places)}\n`);
};

/** What the box was called when it last lived; undefined where that is not known. */
export const lastName = (file: string, environment: Environment): string | undefined => {
  const folder = stateFolder(file, environment);
  const name = folder === undefined ? undefined : recalled(join(folder, NAME), [NAMED])[NAMED];
  return typeof name === 'string' ? name : undefined;
};

/** What is not as its key takes it is left out: a power cut may have left half of it. */
const recalled = (file: string, wanted: readonly string[] = REMEMBERED): SetValues => {
  try {
    const json: unknown = JSON.parse(textOf(file) ?? '');
    if (!isObject(json)) return {};
    return Object.fromEntries(
      Object.entries(json).filter(([name, value]) => {
        if (!wanted.includes(name)) return false;
        const { check }: Key<unknown> = KEYS[name as KeyName];
        return check.read(value).ok;
      }),
    );
  } catch {
    // Never written, or not whole.
    return {};
  }
};
