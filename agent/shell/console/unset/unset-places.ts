/** Where a box that cannot start keeps what it is told, and where its console is: as far as its file says, else as usual. */
import type { ConsoleConfig } from '../../../config/agent-config.ts';
import type { SetValues } from '../../../config/console-settings.ts';
import { namedKeys, soundSettings } from '../../../config/settings.ts';
import { readConsoleSettings, settingsFileOf } from '../config/settings-file.ts';
import {
  consolePlaces,
  lastName,
  stateFolder,
  storeFileOf,
  usualPlaces,
} from '../config/usual-places.ts';
import { textOf, type Environment } from '../../store/left-behind.ts';
import { portsOfThisMachine, usualPort } from './console-port.ts';

export interface UnsetPlaces {
  /** The configuration. */
  readonly file: string;
  readonly storeFile: string;
  /** Where what is set at the console is kept. */
  readonly settingsFile: string;
  /** Where an agent that has lived has left something; undefined for a box that is not the service's. */
  readonly stateFolder: string | undefined;
  readonly console: ConsoleConfig;
  /** Empty where nothing says it. */
  readonly boxId: string;
  /** What a commit at this console gives the box besides, of keys that the file does not name. */
  readonly usual: () => SetValues;
}

/** What the package sets that is no default of the agent (packaging/deb/box-toml.mjs). */
const OF_A_BOX: SetValues = { 'audio.sink': 'alsa' };

/** Undefined where nothing says where any of that is: such a box has no console. */
export const unsetPlaces = (file: string, environment: Environment): UnsetPlaces | undefined => {
  const toml = textOf(file) ?? '';
  const storeFile = storeFileOf(toml, file, environment);
  const places = consolePlaces(file, environment);
  if (storeFile === undefined || places === undefined) return undefined;
  const settingsFile = settingsFileOf(storeFile);
  const set = setHere(settingsFile);
  const boxId = soundSettings(toml, set instanceof Error ? {} : set)['box.id'];
  const folder = stateFolder(file, environment);
  const port = places.console.port ?? (folder === undefined ? undefined : portFor(toml));
  return {
    file,
    storeFile,
    settingsFile,
    stateFolder: folder,
    console: { ...places.console, ...(port !== undefined && { port }) },
    boxId: boxId ?? lastName(file, environment) ?? '',
    usual: () => {
      const now = textOf(file) ?? '';
      const named: ReadonlySet<string> = namedKeys(now) ?? new Set();
      const ours = folder === undefined ? {} : OF_A_BOX;
      const all = { ...(port !== undefined && { 'console.port': port }), ...ours };
      return {
        ...Object.fromEntries(Object.entries(all).filter(([key]) => !named.has(key))),
        ...usualPlaces(now, file, environment),
      };
    },
  };
};

/** What was set at the console, and not given up; or why that cannot be read. */
export const setHere = (settingsFile: string): SetValues | Error => {
  try {
    const { kept, trial } = readConsoleSettings(settingsFile);
    // A trial that has been started is over.
    return trial?.starts === 0 ? trial.values : kept;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};

/** Where no last start says it. */
const portFor = (toml: string): string | undefined => {
  const relays = soundSettings(toml)['amplifier.port'];
  return usualPort(portsOfThisMachine(), relays === undefined ? [] : [relays]);
};
