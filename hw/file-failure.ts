/** Turns an error of the file system into a sentence about the user's file: the cause, and what to do about it. */
import { DeviceError } from './ports.ts';

interface Words {
  readonly cause: string;
  readonly remedy: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  ENOSPC: {
    cause: 'the disk is full',
    remedy: 'free some space, or choose a file on another disk',
  },
  EDQUOT: { cause: 'the quota is used up', remedy: 'free some space, or choose another disk' },
  EACCES: { cause: 'permission denied', remedy: 'give this user the right to write there' },
  EPERM: { cause: 'not permitted', remedy: 'give this user the right to write there' },
  EROFS: { cause: 'the disk is mounted read-only', remedy: 'choose a file on another disk' },
  ENOENT: { cause: 'the directory does not exist', remedy: 'create the directory first' },
  ENOTDIR: { cause: 'a part of its path is not a directory', remedy: 'choose another path' },
  EISDIR: { cause: 'it is a directory', remedy: 'name a file in it' },
  ESPIPE: { cause: 'it is not a regular file', remedy: 'name a regular file' },
  EMFILE: {
    cause: 'this process has too many open files',
    remedy: 'raise its limit of open files',
  },
  EIO: { cause: 'the disk reports an I/O error', remedy: 'check the disk or the SD card' },
};

/** @param action what was tried, as in “cannot record to” */
export const fileFailure = (action: string, file: string, error: unknown): DeviceError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = WORDS[code];
  const cause = words?.cause ?? (error instanceof Error ? error.message : String(error));
  const named = code === '' || words === undefined ? cause : `${cause} (${code})`;
  return new DeviceError(`${action} ${file}: ${named}`, words?.remedy ?? 'choose another file', {
    cause: error,
  });
};

/** One line for a log or a status: cause and remedy. */
export const inOneLine = (error: DeviceError): string => `${error.message}; ${error.remedy}`;
