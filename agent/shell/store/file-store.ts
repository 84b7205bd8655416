/**
 * The store in a file, with one older generation beside it: for a machine without SQLite, where it keeps of the proof what is not
 * acknowledged and no history.
 *
 *     FILE            the last saved state
 *     FILE.previous   the one before: read where FILE is damaged
 *     FILE.new        a save under way: never read
 *
 * Saving is done on Node's thread pool, because an SD card may take seconds to sync and sound must not wait for it. One
 * save at a time: a disk that hangs holds one thread of the pool. Of the states that wait meanwhile only the newest is kept.
 */
import { readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EMPTY_STATE } from '../../core/stored-state.ts';
import type { SealedRecord } from '../../core/wire/proof/proof-record.ts';
import { syncDirectory, writeDurably } from './durable-file.ts';
import { SaveTurns, type Wanted } from './save-turns.ts';
import { databaseFile, laggingCopy } from './two-stores.ts';
import { loadNote, recordsToKeep, type Loaded, type Store } from './store.ts';
import { codeOf, storeError } from './store-error.ts';
import { sealed, unsealed, type Generation } from './stored-generation.ts';

/** All are written with every save: the oldest that are not acknowledged fall out. */
export const FILE_RECORDS_MAX = 64;

/** `isCopy`: it stands behind a database, and may lag behind it. */
export const openFileStore = (file: string, isCopy = false): Store => {
  const previous = `${file}.previous`;
  /** Whether FILE holds a whole state: a damaged one must not push a good one out of FILE.previous. */
  let isCurrentWhole: boolean | undefined;

  let kept: readonly SealedRecord[] = [];

  const load = (): Loaded => {
    const loaded = loadNewest();
    kept = loaded.records;
    return loaded;
  };

  /** A copy of what a database held may lack what that has done since. */
  const vouched = (generation: Generation): Loaded => {
    if (generation.isCopy !== true) return { ...generation, isCopy: false };
    if (isCopy) return generation;
    const { records } = generation;
    const state = laggingCopy(generation.state, databaseFile(file));
    return { state, records, broken: 'the database is gone that the store was in' };
  };

  const loadNewest = (): Loaded => {
    const current = readGeneration(file);
    isCurrentWhole = 'state' in current;
    if ('state' in current) return vouched(current);
    const older = readGeneration(previous);
    if ('state' in older) {
      const why = current.missing ? 'the last save was cut short' : current.fault;
      const note = loadNote('warn', 'store.recovered', { file: previous, why });
      // A save that was cut short had not been confirmed: nothing was done upon it.
      return { ...vouched(older), note, ...(!current.missing && { broken: why }) };
    }
    const none = { state: EMPTY_STATE, records: [] };
    if (current.missing && older.missing) {
      return { ...none, note: loadNote('info', 'store.empty', { file }) };
    }
    const why = `${current.fault}; ${older.fault}`;
    return { ...none, note: loadNote('error', 'store.lost', { file, why }), broken: why };
  };

  const saveNow = async ({ state, records }: Wanted): Promise<void> => {
    if (isCurrentWhole === undefined) load();
    const last = kept.at(-1)?.number ?? 0;
    const all = [...kept, ...records.filter(({ number }) => number > last)];
    kept = recordsToKeep(all, state.acknowledged).slice(-FILE_RECORDS_MAX);
    try {
      await replace({ state, records: kept, ...(isCopy && { isCopy }) });
    } catch (error) {
      throw storeError(file, error);
    }
  };

  const replace = async (generation: Generation): Promise<void> => {
    const fresh = `${file}.new`;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeDurably(fresh, sealed(generation));
    if (isCurrentWhole === true) await rename(file, previous);
    isCurrentWhole = false;
    await rename(fresh, file);
    await syncDirectory(dirname(file));
    isCurrentWhole = true;
  };

  const turns = new SaveTurns(saveNow);
  return { load, save: (state, records) => turns.ask({ state, records }) };
};

type ReadGeneration = Generation | { readonly missing: boolean; readonly fault: string };

const readGeneration = (file: string): ReadGeneration => {
  try {
    return unsealed(readFileSync(file, 'utf8')) ?? { missing: false, fault: `${file} is damaged` };
  } catch (error) {
    const code = codeOf(error);
    return { missing: code === 'ENOENT', fault: `${file} cannot be read (${code})` };
  }
};
