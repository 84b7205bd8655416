/** The file beside the store in which the settings of technicians are kept. One file, replaced as a whole: no power cut leaves half of a trial. */
import { readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import {
  decodeConsoleSettings,
  encodeConsoleSettings,
  NOTHING_SET,
  type ConsoleSettings,
} from '../../../config/console-settings.ts';
import { replaceFile } from '../../store/durable-file.ts';

/** `/var/lib/loa/state.json` → `/var/lib/loa/state.settings.json` */
export const settingsFileOf = (storeFile: string): string => {
  const { dir, name } = parse(storeFile);
  return join(dir, `${name}.settings.json`);
};

/** Nothing, where nobody has set anything. @throws where it cannot be read, or holds something else. */
export const readConsoleSettings = (file: string): ConsoleSettings => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NOTHING_SET;
    throw error;
  }
  const settings = decodeConsoleSettings(text);
  if (settings === undefined) throw new Error(`${file} holds no settings of the console`);
  return settings;
};

/** @throws where it cannot be written; then it is as it was. */
export const writeConsoleSettings = (file: string, settings: ConsoleSettings): Promise<void> =>
  replaceFile(file, encodeConsoleSettings(settings));
