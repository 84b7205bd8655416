/**
 * Keeps the core's `StoredState` over a power cut, in a file and one older generation beside it. What it means is the core's;
 * this file owns that a state which was saved is found again, whole, or that it is said why not.
 *
 *     FILE            the last saved state
 *     FILE.previous   the one before: read where FILE is damaged
 *     FILE.new        a save under way: never read
 *
 * Saving is done on Node's thread pool, because an SD card may take seconds to sync and sound must not wait for it. One
 * save at a time: a disk that hangs holds one thread of the pool. Of the states that wait meanwhile only the newest is kept.
 */
import { readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LogFields, LogLevel } from '../core/effect.ts';
import { EMPTY_STATE, type StoredState } from '../core/stored-state.ts';
import { sealed, unsealed } from './stored-generation.ts';

export interface Store {
  /** The newest state that is whole; `EMPTY_STATE` where there is none. Blocks: for start-up. Never throws. */
  load(): Loaded;
  /**
   * Resolves when the state, or one that was given later, would survive a power cut: never, where the disk hangs.
   * @throws {StoreError} where it would not; what was saved before is still there.
   */
  save(state: StoredState): Promise<void>;
}

export interface Loaded {
  readonly state: StoredState;
  /** Set where the state is not simply that of the last save, or none was ever made: a line for the log. */
  readonly note?: LoadNote;
}

export interface LoadNote {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

/** A state could not be made durable. `remedy` is for the person who reads the log. */
export class StoreError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.remedy = remedy;
  }
}

export const openStore = (file: string): Store => {
  const previous = `${file}.previous`;
  /** Whether FILE holds a whole state: a damaged one must not push a good one out of FILE.previous. */
  let isCurrentWhole: boolean | undefined;

  const load = (): Loaded => {
    const current = readGeneration(file);
    isCurrentWhole = 'state' in current;
    if ('state' in current) return { state: current.state };
    const older = readGeneration(previous);
    if ('state' in older) {
      const why = current.missing ? 'the last save was cut short' : current.fault;
      return { state: older.state, note: note('warn', 'store.recovered', { file: previous, why }) };
    }
    if (current.missing && older.missing) {
      return { state: EMPTY_STATE, note: note('info', 'store.empty', { file }) };
    }
    const why = `${current.fault}; ${older.fault}`;
    return { state: EMPTY_STATE, note: note('error', 'store.lost', { file, why }) };
  };

  /** Waits for the save under way to end, and is then the one. */
  let next: Turn | undefined;
  let underWay: Promise<void> = Promise.resolve();

  const save = (state: StoredState): Promise<void> => {
    if (next !== undefined) {
      next.state = state;
      return next.saved;
    }
    const turn: Turn = { state, saved: underWay.then(() => take(turn)) };
    next = turn;
    // Whoever asked learns of the failure by `saved`; the next save is tried all the same.
    underWay = turn.saved.catch(() => undefined);
    return turn.saved;
  };

  const take = (turn: Turn): Promise<void> => {
    next = undefined;
    return saveNow(turn.state);
  };

  const saveNow = async (state: StoredState): Promise<void> => {
    if (isCurrentWhole === undefined) load();
    try {
      await replace(state);
    } catch (error) {
      throw storeError(file, error);
    }
  };

  const replace = async (state: StoredState): Promise<void> => {
    const fresh = `${file}.new`;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeDurably(fresh, sealed(state));
    if (isCurrentWhole === true) await rename(file, previous);
    isCurrentWhole = false;
    await rename(fresh, file);
    await syncDirectory(dirname(file));
    isCurrentWhole = true;
  };

  return { load, save };
};

/** One save to come: the newest state that was asked for, and the answer to all who asked. */
interface Turn {
  state: StoredState;
  readonly saved: Promise<void>;
}

const note = (level: LogLevel, event: string, fields: LogFields): LoadNote => ({
  level,
  event,
  fields,
});

type Generation =
  { readonly state: StoredState } | { readonly missing: boolean; readonly fault: string };

const readGeneration = (file: string): Generation => {
  try {
    const state = unsealed(readFileSync(file, 'utf8'));
    return state === undefined ? { missing: false, fault: `${file} is damaged` } : { state };
  } catch (error) {
    const code = codeOf(error);
    return { missing: code === 'ENOENT', fault: `${file} cannot be read (${code})` };
  }
};

const writeDurably = async (file: string, text: string): Promise<void> => {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    // Half a file is of no use, and on a full disk its room is.
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
};

/** A rename is durable only once its directory is (fsync(2), NOTES). */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some room',
  EDQUOT: "the user's quota is full: free some room",
  EROFS: 'the file system is read-only: mount it writable, or replace a card that has gone bad',
  EACCES: 'the user of the agent may not write there: chown the directory to it',
  EPERM: 'the user of the agent may not write there: chown the directory to it',
  ENOTDIR: 'a part of store.file is not a directory: correct store.file',
  EISDIR: 'store.file is a directory: name a file in it',
  EIO: 'the disk does not answer: replace it',
};

const storeError = (file: string, error: unknown): StoreError => {
  const code = codeOf(error);
  const remedy = REMEDIES[code] ?? 'see that store.file is on a disk that can be written';
  return new StoreError(`cannot save ${file} (${code})`, remedy, { cause: error });
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
