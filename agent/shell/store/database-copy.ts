/**
 * A database as it was at one moment, for whoever only reads: the agent keeps its own to itself (`hw/native/sqlite.c`). It lies in memory and
 * is gone when it has been read. What is in it, it does not know.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps files in memory; nothing is written to a card for a look. */
const MEMORY = '/dev/shm';
/** A log begins anew once in some days. */
const TRIES = 3;
/** Its header: other salts each time that it begins anew (SQLite, "WAL-mode File Format"). */
const LOG_HEADER_BYTES = 32;

/** @throws where it cannot be read, or its log was begun anew each time. */
export const withDatabaseCopy = function* <T>(
  file: string,
  read: (copy: string) => Generator<T>,
): Generator<T> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'loa-database-'));
  try {
    const copy = join(folder, 'copy.db');
    copyDatabase(file, copy);
    yield* read(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * The database first and its log after it. What a checkpoint wrote into the one meanwhile is still in the other, and counts from there, until
 * the log begins anew: then once more. @throws as above
 */
export const copyDatabase = (file: string, to: string, copyFile = copyFileSync): void => {
  for (let tries = 0; tries < TRIES; tries++) {
    const header = logHeader(file);
    copyFile(file, to);
    if (header === '') return;
    copyFile(`${file}-wal`, `${to}-wal`);
    if (logHeader(file) === header) return;
  }
  throw new Error('it is written to all the time: try again');
};

/** Empty where there is no log. */
const logHeader = (file: string): string => {
  if (!existsSync(`${file}-wal`)) return '';
  const handle = openSync(`${file}-wal`, 'r');
  try {
    const header = Buffer.alloc(LOG_HEADER_BYTES);
    return header.toString('latin1', 0, readSync(handle, header));
  } finally {
    closeSync(handle);
  }
};
