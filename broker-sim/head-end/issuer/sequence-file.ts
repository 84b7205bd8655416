/**
 * The sequence of an issuer on disk. A number is the UTC microsecond, or one more than the last where that is higher: so it
 * rises over restarts, over a clock that was set back (the file remembers), and over a file that was lost (the clock has
 * moved on). Only both at once would bring a number twice.
 *
 * The file holds a ceiling below which every number may have been used. It is raised a minute at a time, before the numbers
 * are given out: one durable write a minute, not one for each message while sound is being paced.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { US_PER_S, type UtcUs } from '../../../agent/core/vocabulary.ts';
import type { IssuerSequence } from './issuer.ts';

const RESERVED_AT_ONCE = 60 * US_PER_S;

/** The sequence cannot be kept. `message` is one line for people: cause and remedy. */
export class SequenceFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SequenceFileError';
  }
}

export class SequenceFile implements IssuerSequence {
  readonly #path: string;
  #last: number;
  #ceiling: number;

  /** @throws {SequenceFileError} where there is a file and it is not one of these. */
  constructor(path: string) {
    this.#path = path;
    this.#ceiling = readCeiling(path);
    this.#last = this.#ceiling;
  }

  /** @throws {SequenceFileError} where the disk says no. */
  next(nowUtcUs: UtcUs): number {
    const number = Math.max(Math.floor(nowUtcUs), this.#last + 1);
    if (number > this.#ceiling) {
      // Whoever else signs with this key, a command beside a broadcast, may have gone further: that is not taken back.
      this.#ceiling = Math.max(number + RESERVED_AT_ONCE, readCeiling(this.#path));
      writeCeiling(this.#path, this.#ceiling);
    }
    this.#last = number;
    return number;
  }
}

const readCeiling = (path: string): number => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw new SequenceFileError(`${path} cannot be read (${codeOf(error)})`, { cause: error });
  }
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new SequenceFileError(
    `${path} does not hold a sequence number: remove it, and numbers go on from the clock`,
  );
};

/** Written beside, synced, renamed, and the folder synced: after a power cut the old file is there or the new one. */
const writeCeiling = (path: string, ceiling: number): void => {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, 'w', 0o600);
    try {
      writeSync(file, `${ceiling}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    throw new SequenceFileError(
      `${path} cannot be written (${codeOf(error)}): nothing is announced without it`,
      { cause: error },
    );
  }
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
