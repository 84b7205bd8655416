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
import { readConsoleSettings, settingsFileOf, writeConsoleSettings } from './settings-file.ts';

export interface LaidOver {
  readonly config: AgentConfig;
  /** What was set at the console and holds, by key. */
  readonly values: SetValues;
  /** For the log. */
  readonly notes: readonly LoadNote[];
}

/** As it would hold now; changes nothing. `base` is of the file alone. */
export const lookOver = (base: AgentConfig): LaidOver => {
  const file = settingsFileOf(base.storeFile);
  const notes: LoadNote[] = [];
  const settings = readOr(file, notes);
  return settings === undefined
    ? { config: base, values: {}, notes }
    : laidOver(base, inForce(settings), notes);
};

/** As the agent starts: a trial counts its starts, and is over where it was started before, or where that cannot be counted. */
export const startOver = async (base: AgentConfig): Promise<LaidOver> => {
  const file = settingsFileOf(base.storeFile);
  const notes: LoadNote[] = [];
  const before = readOr(file, notes);
  if (before?.trial === undefined) {
    return before === undefined
      ? { config: base, values: {}, notes }
      : laidOver(base, before.kept, notes);
  }
  const settings = started(before);
  try {
    await writeConsoleSettings(file, settings);
  } catch (error) {
    const why = `that it was started cannot be kept: ${describeFailure(error)}`;
    notes.push(loadNote('error', 'config.returned', { why }));
    return laidOver(base, returned(before).kept, notes);
  }
  if (settings.trial === undefined) {
    const why = 'started again before the new one was confirmed';
    notes.push(loadNote('warn', 'config.returned', { why }));
  }
  return laidOver(base, inForce(settings), notes);
};

const readOr = (file: string, notes: LoadNote[]): ConsoleSettings | undefined => {
  try {
    return readConsoleSettings(file);
  } catch (error) {
    notes.push(leftOut(file, describeFailure(error)));
    return undefined;
  }
};

const laidOver = (base: AgentConfig, values: SetValues, notes: LoadNote[]): LaidOver => {
  if (Object.keys(values).length === 0) return { config: base, values, notes };
  try {
    return { config: loadConfig(base.file, values), values, notes };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const file = settingsFileOf(base.storeFile);
    notes.push(leftOut(file, error.lines[0] ?? ''));
    return { config: base, values: {}, notes };
  }
};

const leftOut = (file: string, why: string): LoadNote =>
  loadNote('error', 'config.console-left-out', { file, why });
