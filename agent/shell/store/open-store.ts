/** The store that this machine can have: on SQLite, or without it in a file, and then says what that costs. */
import { nativeSqlite } from '../../../hw/native/load.ts';
import { FILE_RECORDS_MAX, openFileStore } from './file-store.ts';
import { SqliteStore } from './sqlite-store.ts';
import { besideUnread } from './two-stores.ts';
import { loadNote, type Loaded, type LoadNote, type Store } from './store.ts';

export interface OpenedStore {
  readonly store: Store;
  readonly loaded: Loaded;
}

/** Opens the store of `file` and reads it. Blocks: for start-up. `tell` is given what comes of it later. Never throws. */
export const openStore = (file: string, tell: (note: LoadNote) => void): OpenedStore => {
  const { part, absent } = nativeSqlite;
  let why = absent ?? '';
  if (part !== undefined) {
    try {
      const store = new SqliteStore(part, file, tell);
      return { store, loaded: store.load() };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  }
  const lost = `no history of the proof, and no more than ${FILE_RECORDS_MAX} records that are not acknowledged outlast a restart`;
  tell(loadNote('warn', 'store.without-sqlite', { why, lost }));
  const store = openFileStore(file);
  return { store, loaded: besideUnread(store.load(), file) };
};
