/**
 * What is believed of a box that has had its state in two places: a copy that may lag behind its database, or a file that was the
 * store while the database could not be had. Neither way may a message be accepted twice. It opens nothing.
 */
import { statSync } from 'node:fs';
import { LIMITS } from '../../core/limits.ts';
import type { StoredState } from '../../core/stored-state.ts';
import { SESSIONS_RESERVED } from '../../core/report/connection.ts';
import { NOTHING_REMOTE } from '../../core/remote/stored-remote.ts';
import { forgottenUntil, heardByEither } from '../../core/trust/replay-guard.ts';
import { US_PER_MS, utcUs } from '../../core/vocabulary.ts';
import type { Loaded } from './store.ts';

/** The copy may lack those that its database was the last to keep. */
export const SESSIONS_A_COPY = SESSIONS_RESERVED;

/** The database that belongs to the file that `store.file` names. */
export const databaseFile = (file: string): string => `${file.replace(/\.json$/, '')}.db`;

/** A copy beside a database that cannot be read: whatever that accepted was issued before it was last written, or a little ahead. */
export const laggingCopy = (state: StoredState, database: string): StoredState => {
  const until = utcUs(Math.ceil(databaseWrittenMs(database) * US_PER_MS) + LIMITS.issuedAheadUsMax);
  const { remote = NOTHING_REMOTE } = state;
  return {
    ...state,
    session: state.session + SESSIONS_A_COPY,
    trust: { ...state.trust, heard: forgottenUntil(state.trust.heard, until) },
    remote: {
      ...remote,
      heard: forgottenUntil(remote.heard, until),
      versions: forgottenUntil(remote.versions, until),
    },
  };
};

/**
 * What a file holds beside a database that cannot be read, be it that it may not: unless the file was the store since, it knows too little,
 * and what was accepted meanwhile must not be accepted again.
 */
export const besideUnread = (loaded: Loaded, file: string): Loaded => {
  const database = databaseFile(file);
  const databaseMs = databaseWrittenMs(database);
  const isLater = loaded.isCopy === false && writtenMs(file) > databaseMs;
  if (databaseMs === 0 || isLater || loaded.broken !== undefined) return loaded;
  const state = laggingCopy(loaded.state, database);
  return { ...loaded, state, broken: 'the database cannot be read that the store was in' };
};

/** It or its log; 0 where there never was one. */
const databaseWrittenMs = (database: string): number =>
  Math.max(writtenMs(database), writtenMs(`${database}-wal`));

/** 0 where it never was. */
const writtenMs = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A session never falls: whoever has the later one knows the rest better. */
export const laterOf = (database: StoredState, file: StoredState): StoredState => {
  const later = file.session > database.session ? file : database;
  const { remote = NOTHING_REMOTE } = later;
  const one = database.remote ?? NOTHING_REMOTE;
  const other = file.remote ?? NOTHING_REMOTE;
  return {
    ...later,
    trust: { ...later.trust, heard: heardByEither(database.trust.heard, file.trust.heard) },
    remote: {
      ...remote,
      heard: heardByEither(one.heard, other.heard),
      versions: heardByEither(one.versions, other.versions),
    },
  };
};
