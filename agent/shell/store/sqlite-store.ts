/**
 * The store on SQLite: the state in rows, and the last records of the proof. Beside it lies a copy of the state in a file
 * (`file-store.ts`), written with every keeping of session numbers, what is ordered or revoked, and every sixteenth record that waits for its
 * acknowledgement, for the day on which the database is damaged.
 *
 *     state.db            the database, with -wal and -shm
 *     state.db.damaged    one that could not be relied upon, moved aside; the next such takes its place
 *     state.json          the copy, which may lag behind; on a machine without SQLite, the store itself
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createHash } from 'node:crypto';
import type { NativeSqlite, SqliteStatement } from '../../../hw/native/load.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Sha256 } from '../../core/sha256.ts';
import type { StoredState } from '../../core/stored-state.ts';
import { readPlace } from '../../core/wire/proof/proof-chain.ts';
import type { SealedRecord } from '../../core/wire/proof/proof-record.ts';
import {
  damage,
  Database,
  DatabaseError,
  isDamage,
  isFull,
  isReadOnly,
  removeDatabase,
} from './database.ts';
import { openFileStore } from './file-store.ts';
import { SaveTurns, type Wanted } from './save-turns.ts';
import { rowsOf, sealOf, stateOf, type StateRows } from './state-rows.ts';
import { databaseFile, laggingCopy, laterOf, SESSIONS_A_COPY } from './two-stores.ts';
import { loadNote, recordsToKeep, type Loaded, type LoadNote, type Store } from './store.ts';
import { storeError } from './store-error.ts';

/** Not acknowledged: what the head-end has cannot be lost with this box. A copy costs as much as four saves. */
const COPY_EVERY_RECORDS = 16;

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

export class SqliteStore implements Store {
  readonly #sqlite: NativeSqlite;
  readonly #file: string;
  readonly #beside: string;
  readonly #copy: Store;
  readonly #tell: (note: LoadNote) => void;
  readonly #turns = new SaveTurns((wanted) => this.#save(wanted));
  #database: Database | undefined;
  #mayOnlyBeRead = false;
  /** What the database holds of the state; empty where that is not known. */
  #rows: StateRows = new Map();
  /** What the copy has of all that is not written with each message. */
  #copied = '';
  /** The last record that the copy holds, or that is acknowledged. */
  #copiedThrough = 0;
  #isCopyFailing = false;
  /** The last record that it holds. */
  #through = 0;
  /** What must be found again: all that are not acknowledged, and the last. */
  #records: readonly SealedRecord[] = [];

  /** `tell` is given what comes of it while it runs. @throws {DatabaseError} where there can be none. */
  constructor(sqlite: NativeSqlite, file: string, tell: (note: LoadNote) => void) {
    this.#sqlite = sqlite;
    this.#file = databaseFile(file);
    this.#beside = file;
    this.#copy = openFileStore(file, true);
    this.#tell = tell;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  }

  load(): Loaded {
    try {
      this.#database = existsSync(this.#file) ? Database.open(this.#sqlite, this.#file) : undefined;
      const loaded = this.#database && this.#read(this.#database);
      if (loaded !== undefined) return this.#found(this.#withFile(loaded));
      return this.#found(this.#fromCopy());
    } catch (error) {
      if (!isDamage(error)) throw error;
      const copy = this.#copy.load();
      const state = laggingCopy(copy.state, this.#file);
      this.#moveAside(error);
      const why = `${this.#file} is damaged: ${error.message}`;
      const { records } = copy;
      const note = loadNote('error', 'store.recovered', { file: `${this.#file}.damaged`, why });
      return this.#found({ state, records, broken: why, note });
    }
  }

  save(state: StoredState, records: readonly SealedRecord[]): Promise<void> {
    return this.#turns.ask({ state, records });
  }

  #found(loaded: Loaded): Loaded {
    this.#records = loaded.records;
    return loaded;
  }

  /** What the database holds; undefined where it is new. */
  #read(database: Database): Loaded | undefined {
    const kept = database.runNow([['SELECT path, value, seal FROM kept']]);
    if (kept.length === 0) return undefined;
    const state = stateOf(kept as readonly (readonly [string, string, string])[]);
    if (state === undefined) throw damage('what it holds of the state is not what was written');
    const lines = database.runNow([
      [
        'SELECT number, hash, line FROM proof WHERE number > ? OR number = (SELECT max(number) FROM proof) ORDER BY number',
        state.acknowledged ?? 0,
      ],
    ]);
    this.#rows = rowsOf(state);
    this.#copied = newsOf(state);
    const records = lines.map(([number, hash, line]) => sealedRecord(number, hash, line));
    this.#through = records.at(-1)?.number ?? 0;
    this.#copiedThrough = this.#through;
    return { state, records };
  }

  /** Where the file was the store meanwhile, because there was no SQLite, it knows what the database does not. */
  #withFile(loaded: Loaded): Loaded {
    const file = this.#copy.load();
    if (file.isCopy !== false) return loaded;
    const state = laterOf(loaded.state, file.state);
    if (state.session === loaded.state.session) return { ...loaded, state };
    this.#copied = '';
    const records = [
      ...loaded.records,
      ...file.records.filter(({ number }) => number > this.#through),
    ];
    const fields = { file: this.#beside, session: state.session };
    const broken = 'the store was a file meanwhile';
    return { state, records, broken, note: loadNote('warn', 'store.adopted', fields) };
  }

  /** A new database: what a store without SQLite has kept, or whatever is left of a database that is gone. */
  #fromCopy(): Loaded {
    const loaded = openFileStore(this.#beside).load();
    const { note, state } = loaded;
    if (note?.event === 'store.empty') {
      return { ...loaded, note: loadNote('info', 'store.empty', { file: this.#file }) };
    }
    const from = { file: this.#file, session: state.session };
    return { ...loaded, note: note ?? loadNote('info', 'store.adopted', from) };
  }

  async #save({ state, records }: Wanted): Promise<void> {
    try {
      if (this.#mayOnlyBeRead) await this.#openAgain();
      this.#database ??= await this.#make();
      this.#remember(state, records);
      await this.#write(state);
    } catch (error) {
      if (isDamage(error)) {
        this.#moveAside(error);
        const fields = { file: `${this.#file}.damaged`, why: error.message };
        this.#tell(loadNote('error', 'store.damaged', fields));
        return this.#save({ state, records });
      }
      if (isReadOnly(error)) this.#mayOnlyBeRead = true;
      throw storeError(this.#file, error);
    }
  }

  /** SQLite goes on reading what it once could not open for writing: it is opened anew, as the disk may be writable again. */
  async #openAgain(): Promise<void> {
    // SQLite shares what it knows of a file among all of a process that have it open.
    this.#database?.close();
    this.#database = undefined;
    const isThere = existsSync(this.#file);
    if (isThere) this.#database = await Database.openAgain(this.#sqlite, this.#file);
    this.#mayOnlyBeRead = false;
  }

  /** What stands in its place was never made whole. */
  async #make(): Promise<Database> {
    removeDatabase(this.#file);
    this.#rows = new Map();
    this.#through = 0;
    this.#copiedThrough = 0;
    return Database.make(this.#sqlite, this.#file);
  }

  #remember(state: StoredState, records: readonly SealedRecord[]): void {
    const last = this.#records.at(-1)?.number ?? 0;
    const all = [...this.#records, ...records.filter(({ number }) => number > last)];
    this.#records = recordsToKeep(all, state.acknowledged).slice(-LIMITS.proofRecordsMax);
  }

  async #write(state: StoredState): Promise<void> {
    const rows = rowsOf(state);
    const fresh = this.#records.filter(({ number }) => number > this.#through);
    const changes = stateChanges(this.#rows, rows);
    try {
      await this.#commit([...changes, ...fresh.flatMap(appended)]);
    } catch (error) {
      // Records may find no room where the state does: what was heard must not wait for them.
      if (!isFull(error) || fresh.length === 0) throw error;
      await this.#commit(changes);
      this.#rows = rows;
      throw error;
    }
    const news = newsOf(state);
    this.#copiedThrough = Math.max(this.#copiedThrough, state.acknowledged ?? 0);
    const uncopied = this.#records.filter(({ number }) => number > this.#copiedThrough).length;
    const isWorthACopy = news !== this.#copied || uncopied >= COPY_EVERY_RECORDS;
    this.#rows = rows;
    this.#copied = news;
    this.#through = fresh.at(-1)?.number ?? this.#through;
    if (!isWorthACopy) return;
    this.#copiedThrough = this.#through;
    this.#saveCopy(state);
  }

  async #commit(changes: readonly SqliteStatement[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#database?.run([['BEGIN IMMEDIATE'], ...changes, ['COMMIT']]);
  }

  #saveCopy(state: StoredState): void {
    this.#copy.save(state, this.#records).then(
      () => {
        this.#isCopyFailing = false;
      },
      (error: unknown) => {
        // Worth one with the next save.
        this.#copied = '';
        if (!this.#isCopyFailing)
          this.#tell(loadNote('warn', 'store.copy-failed', { reason: String(error) }));
        this.#isCopyFailing = true;
      },
    );
  }

  #moveAside(error: DatabaseError): void {
    this.#database?.close();
    this.#database = undefined;
    this.#copied = '';
    try {
      for (const suffix of ['-wal', '-shm']) {
        rmSync(`${this.#file}.damaged${suffix}`, { force: true });
      }
      renameSync(this.#file, `${this.#file}.damaged`);
    } catch (cause) {
      throw storeError(this.#file, cause instanceof DatabaseError ? cause : error);
    }
  }
}

/** What changes seldom and must not be lost with a database: a copy is worth it. A connection alone is not, but some are. */
const newsOf = ({ session, trust, stops, remote, isLineLatched }: StoredState): string =>
  JSON.stringify([
    Math.floor(session / SESSIONS_A_COPY),
    trust.revocations,
    trust.rootReplacement,
    stops,
    remote,
    isLineLatched ?? false,
  ]);

const stateChanges = (before: StateRows, after: StateRows): SqliteStatement[] => [
  ...[...after]
    .filter(([path, value]) => before.get(path) !== value)
    .map(([path, value]): SqliteStatement => [
      'INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET value = excluded.value, seal = excluded.seal',
      path,
      value,
      sealOf(path, value),
    ]),
  ...[...before.keys()]
    .filter((path) => !after.has(path))
    .map((path): SqliteStatement => ['DELETE FROM kept WHERE path = ?', path]),
];

/** Number by number, so the oldest goes as the newest comes. */
const appended = ({ number, hash, text }: SealedRecord): SqliteStatement[] => [
  ['INSERT INTO proof VALUES (?, ?, ?)', number, hash, text],
  ['DELETE FROM proof WHERE number <= ?', number - LIMITS.proofRecordsMax],
];

const sealedRecord = (number: unknown, hash: unknown, line: unknown): SealedRecord => {
  const text = String(line);
  const place = readPlace(text, sha256);
  if (place === undefined || place.number !== number || place.hash !== hash) {
    throw damage(`record ${String(number)} is not what was written`);
  }
  return { chain: place.chain, number: place.number, hash: place.hash, text };
};
