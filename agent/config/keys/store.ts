/** The keys of `[store]`: what survives a power cut. */
import { path } from '../values/checkers.ts';
import { required } from './key.ts';

export const STORE_KEYS = {
  'store.file': required({
    doc:
      'What must survive a power cut: the state and the proof of play, in a database of the same name that ends in .db, and in this file a ' +
      'copy that is read where the database is damaged. Without SQLite, in this file alone.',
    example: '/var/lib/loa/state.json',
    check: path,
  }),
} as const;
