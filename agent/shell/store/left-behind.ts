/** Small files that one start leaves for the next, or for whoever comes after it. None of them matters enough to be waited for. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** That a service manager gives, such as by `STATE_DIRECTORY`; undefined where none does. systemd.exec(5): of several, the first. */
export const managedFolder = (name: string, environment: Environment): string | undefined => {
  const [folder = ''] = (environment[name] ?? '').split(':');
  return folder === '' ? undefined : folder;
};

/** Undefined where it cannot be read. */
export const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there, or not ours to read: to whoever asks that is the same.
    return undefined;
  }
};

/** Written where it is news, or an SD card would wear by each start. @throws where it cannot be written. */
export const leaveText = (file: string, text: string): void => {
  if (textOf(file) === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};
