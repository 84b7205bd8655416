/**
 * The configuration that holds: that of the file, and over it what technicians have set. A box never stays silent because of the
 * latter: what cannot be used is left out, and told.
 */
import type { AgentConfig } from '../../../config/agent-config.ts';
import {
  inForce,
  returned,
  started,
  type ConsoleSettings,
  type SetValues,
} from '../../../config/console-settings.ts';
import { loadConfig } from '../../../config/load-config.ts';
import { ConfigError } from '../../../config/problem.ts';
import { describeFailure } from '../../failure.ts';
import { loadNote, type LoadNote } from '../../store/store.ts';
import { textOf, type Environment } from '../../store/left-behind.ts';
import { storeFileOf } from './usual-places.ts';
import { readConsoleSettings, settingsFileOf, writeConsoleSettings } from './settings-file.ts';

export interface LaidOver {
  readonly config: AgentConfig;
  /** What was set at the console and holds, by key. */
  readonly values: SetValues;
  /** For the log. */
  readonly notes: readonly LoadNote[];
}

/** As it would hold now; changes nothing. @throws {ConfigError} where neither the file nor what lies over it makes a box. */
export const lookOver = (file: string, environment: Environment = {}): LaidOver => {
  const ground = groundOf(file, environment);
  const notes: LoadNote[] = [];
  const settings = readOr(ground, notes);
  return laidOver(ground, settings === undefined ? {} : inForce(settings), notes);
};

/**
 * As the agent starts: a trial counts its starts, and is over where it was started before, or where that cannot be counted.
 * @throws {ConfigError} as `lookOver`.
 */
export const startOver = async (file: string, environment: Environment = {}): Promise<LaidOver> => {
  const ground = groundOf(file, environment);
  const { settingsFile } = ground;
  const notes: LoadNote[] = [];
  const before = readOr(ground, notes);
  if (before?.trial === undefined || settingsFile === undefined) {
    return laidOver(ground, before?.kept ?? {}, notes);
  }
  const settings = started(before);
  try {
    await writeConsoleSettings(settingsFile, settings);
  } catch (error) {
    const why = `that it was started cannot be kept: ${describeFailure(error)}`;
    notes.push(loadNote('error', 'config.returned', { why }));
    return laidOver(ground, returned(before).kept, notes);
  }
  if (settings.trial === undefined) {
    const why = 'started again before the new one was confirmed';
    notes.push(loadNote('warn', 'config.returned', { why }));
  }
  return laidOver(ground, inForce(settings), notes);
};

/** What is laid over. */
interface Ground {
  readonly file: string;
  /** What the file alone makes, or what is wrong with it. */
  readonly base: AgentConfig | ConfigError;
  /** Undefined where a file that makes no box does not even say where that would be. */
  readonly settingsFile: string | undefined;
}

const groundOf = (file: string, environment: Environment): Ground => {
  const base = tried(() => loadConfig(file));
  const storeFile =
    base instanceof ConfigError
      ? storeFileOf(textOf(file) ?? '', file, environment)
      : base.storeFile;
  return { file, base, settingsFile: storeFile && settingsFileOf(storeFile) };
};

const tried = (load: () => AgentConfig): AgentConfig | ConfigError => {
  try {
    return load();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
};

const readOr = ({ settingsFile }: Ground, notes: LoadNote[]): ConsoleSettings | undefined => {
  if (settingsFile === undefined) return undefined;
  try {
    return readConsoleSettings(settingsFile);
  } catch (error) {
    notes.push(leftOut(settingsFile, describeFailure(error)));
    return undefined;
  }
};

const laidOver = (
  { file, base, settingsFile }: Ground,
  values: SetValues,
  notes: LoadNote[],
): LaidOver => {
  if (Object.keys(values).length > 0) {
    const over = tried(() => loadConfig(file, values));
    if (!(over instanceof ConfigError)) return { config: over, values, notes };
    notes.push(leftOut(settingsFile ?? file, over.lines[0] ?? ''));
  }
  if (base instanceof ConfigError) throw base;
  return { config: base, values: {}, notes };
};

const leftOut = (file: string, why: string): LoadNote =>
  loadNote('error', 'config.console-left-out', { file, why });
