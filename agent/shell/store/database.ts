/**
 * The database of a box on SQLite: its tables, and the statements that read and change them. WAL, every commit synced; its room is
 * taken when it is made, so that a disk that fills up later does not stop it. What is kept in it, and when, is `sqlite-store.ts`.
 */
import { closeSync, openSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type {
  NativeDatabase,
  NativeSqlite,
  SqliteOutcome,
  SqliteStatement,
} from '../../../hw/native/load.ts';

/** Of 512 bytes: the least that SQLite has, because a save changes one row of a hundred bytes. */
const PAGE_BYTES = 512;
const PAGES_MAX = 16_384;
/** What the most records of the usual length take. */
const ROOM_BYTES = 2_097_152;

/** Of a new one: its room, as much of log, what the log is found by, and the copy beside it. */
const MADE_BYTES = 2 * ROOM_BYTES + 1_048_576;

const SETTINGS: readonly SqliteStatement[] = [
  [`PRAGMA page_size = ${PAGE_BYTES}`],
  ['PRAGMA journal_mode = WAL'],
  ['PRAGMA synchronous = FULL'],
  ['PRAGMA wal_autocheckpoint = 256'],
  [`PRAGMA max_page_count = ${PAGES_MAX}`],
];
const TABLES: readonly SqliteStatement[] = [
  ['BEGIN IMMEDIATE'],
  [
    'CREATE TABLE kept (path TEXT PRIMARY KEY, value TEXT NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID',
  ],
  ['CREATE TABLE proof (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, line TEXT NOT NULL)'],
  ['CREATE TABLE room (bytes BLOB)'],
  [`INSERT INTO room VALUES (zeroblob(${ROOM_BYTES}))`],
  ['DROP TABLE room'],
  ['PRAGMA user_version = 1'],
  ['COMMIT'],
  ['PRAGMA wal_checkpoint(RESTART)'],
];

/** SQLite said no. `code` is its extended result code. */
export class DatabaseError extends Error {
  readonly code: number;

  constructor({ code, said }: Pick<SqliteOutcome, 'code' | 'said'>) {
    super(`${said === '' ? 'it cannot be opened' : said} (SQLite ${code})`);
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/** Node does not count them among what holds its pool; whoever ends the process has to know. */
let underWay = 0;
export const isBatchUnderWay = (): boolean => underWay > 0;

export class Database {
  readonly #sqlite: NativeSqlite;
  readonly #native: NativeDatabase;

  private constructor(sqlite: NativeSqlite, file: string) {
    this.#sqlite = sqlite;
    const native = sqlite.open(file);
    if (typeof native === 'number') throw new DatabaseError({ code: native, said: '' });
    this.#native = native;
  }

  /**
   * One that was made before; undefined where it never was made whole. Blocks, but writes nothing: a disk that hangs keeps no box from
   * starting, and one that may only be read tells what it knows. @throws {DatabaseError}
   */
  static open(sqlite: NativeSqlite, file: string): Database | undefined {
    const database = new Database(sqlite, file);
    try {
      const [version] = database.runNow([['PRAGMA user_version']])[0] ?? [];
      if (version === 0) {
        database.close();
        return undefined;
      }
      database.runNow(SETTINGS);
      const [health] = database.runNow([['PRAGMA quick_check(1)']])[0] ?? [];
      if (health !== 'ok') throw damage(String(health));
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** One that is in use, once more. On Node's thread pool. @throws {DatabaseError} */
  static async openAgain(sqlite: NativeSqlite, file: string): Promise<Database> {
    const database = new Database(sqlite, file);
    try {
      await database.run(SETTINGS);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** A new one, its room taken; nothing is left of one that could not be. On Node's thread pool. @throws {DatabaseError} */
  static async make(sqlite: NativeSqlite, file: string): Promise<Database> {
    // For nobody else to read, which SQLite would leave to the umask.
    for (const suffix of ['', '-shm']) closeSync(openSync(`${file}${suffix}`, 'a', 0o600));
    const database = new Database(sqlite, file);
    try {
      await assertRoom(file);
      await database.run(SETTINGS);
      await database.run(TABLES);
      return database;
    } catch (error) {
      database.close();
      removeDatabase(file);
      throw error;
    }
  }

  /** Blocks: for start-up. @throws {DatabaseError} */
  runNow(statements: readonly SqliteStatement[]): SqliteOutcome['rows'] {
    return rowsOrError(this.#sqlite.run(this.#native, statements));
  }

  /** On Node's thread pool, one at a time. @throws {DatabaseError} */
  async run(statements: readonly SqliteStatement[]): Promise<SqliteOutcome['rows']> {
    underWay += 1;
    try {
      return rowsOrError(await this.#sqlite.runLater(this.#native, statements));
    } finally {
      underWay -= 1;
    }
  }

  close(): void {
    this.#sqlite.close(this.#native);
  }
}

export const removeDatabase = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
};

/** Asked beforehand: a disk that is full would be written to its last block, and again with each further try. */
const assertRoom = async (file: string): Promise<void> => {
  const { bavail, bsize } = await statfs(dirname(file));
  const freeBytes = bavail * bsize;
  if (freeBytes >= MADE_BYTES) return;
  const said = `it takes ${MADE_BYTES / 1_048_576} MiB, and ${Math.floor(freeBytes / 1_048_576)} are free`;
  throw new DatabaseError({ code: FULL, said });
};

const FULL = 13;
const READ_ONLY = 8;

/** There is no room for it: on the disk, or within its bound. */
export const isFull = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code & 0xff) === FULL;

/** It can be read, and not be written. */
export const isReadOnly = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code & 0xff) === READ_ONLY;

/** What is in it cannot be relied upon: SQLITE_CORRUPT, SQLITE_NOTADB, and SQLITE_IOERR_SHORT_READ of a file that was cut. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
const SHORT_READ = 522;

export const isDamage = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError &&
  ((error.code & 0xff) === CORRUPT || error.code === NOT_A_DATABASE || error.code === SHORT_READ);

export const damage = (said: string): DatabaseError => new DatabaseError({ code: CORRUPT, said });

const rowsOrError = (outcome: SqliteOutcome): SqliteOutcome['rows'] => {
  if (outcome.code !== 0) throw new DatabaseError(outcome);
  return outcome.rows;
};
