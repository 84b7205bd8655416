/** What a store says where it could not keep something: which file, why, and what to do, by the word of the system or of SQLite. */
import { DatabaseError } from './database.ts';

/** A state could not be made durable. `remedy` is for the person who reads the log. */
export class StoreError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.remedy = remedy;
  }
}

const FULL = 'the disk is full: free some room';
const READ_ONLY =
  'the file system is read-only: mount it writable, or replace a card that has gone bad';
const DENIED = 'the user of the agent may not write there: chown the directory to it';
const SILENT = 'the disk does not answer: replace it';

const BY_ERRNO: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: "the user's quota is full: free some room",
  EROFS: READ_ONLY,
  EACCES: DENIED,
  EPERM: DENIED,
  ENOTDIR: 'a part of store.file is not a directory: correct store.file',
  EISDIR: 'store.file is a directory: name a file in it',
  EIO: SILENT,
};

/** By SQLite's primary result codes. */
const BY_SQLITE: Readonly<Record<number, string>> = {
  5: 'another program holds it: end that, or see that no second agent has the same store.file',
  8: `it may not be written: chown it to the user of the agent; or ${READ_ONLY}`,
  10: 'the disk does not answer, or is full or read-only: free some room, mount it writable, or replace it',
  13: FULL,
  14: 'see that store.file is in a directory that the user of the agent may write to',
};

const ANY = 'see that store.file is on a disk that can be written';

export const storeError = (file: string, error: unknown): StoreError => {
  const isSqlite = error instanceof DatabaseError;
  const why = isSqlite ? `: ${error.message}` : ` (${codeOf(error)})`;
  const remedy = isSqlite ? BY_SQLITE[error.code & 0xff] : BY_ERRNO[codeOf(error)];
  return new StoreError(`cannot save ${file}${why}`, remedy ?? ANY, { cause: error });
};

/** The system's word for what failed. */
export const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? String(error);
