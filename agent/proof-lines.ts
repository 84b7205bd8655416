/**
 * The records of a proof of play, one after another, out of wherever they lie: the database of a box, which may be running meanwhile,
 * the file of a box without SQLite, or lines that a head-end has kept. It changes none of them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { nativeSqlite, type NativeSqlite } from '../hw/native/load.ts';
import { withDatabaseCopy } from './shell/store/database-copy.ts';
import { unsealed } from './shell/store/stored-generation.ts';
import { databaseFile } from './shell/store/two-stores.ts';

export interface ProofLine {
  readonly line: string;
  /** As it was kept beside it; absent where nothing was. */
  readonly hash?: string;
}

/** The proof cannot be read at all. `message` is one line for people. */
export class UnreadableProof extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreadableProof';
  }
}

const AT_ONCE = 256;

/** Where the proof of the box lies whose `store.file` is this. */
export const proofFileOf = (storeFile: string): string => {
  const database = databaseFile(storeFile);
  return existsSync(database) ? database : storeFile;
};

/** Oldest first. @throws {UnreadableProof} */
export function* proofLines(file: string): Generator<ProofLine> {
  const head = headOf(file);
  if (head.startsWith('SQLite format 3')) {
    yield* databaseLines(file);
    return;
  }
  const text = readFileSync(file, 'utf8');
  const generation = unsealed(text);
  if (generation === undefined) {
    for (const line of text.split('\n')) if (line !== '') yield { line };
    return;
  }
  for (const { text: line, hash } of generation.records) yield { line, hash };
}

const headOf = (file: string): string => {
  try {
    return readFileSync(file).subarray(0, 15).toString('latin1');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new UnreadableProof(`${file}: ${why}`, { cause: error });
  }
};

function* databaseLines(file: string): Generator<ProofLine> {
  const { part, absent } = nativeSqlite;
  if (part === undefined) throw new UnreadableProof(`${file} cannot be read: ${absent}`);
  try {
    yield* withDatabaseCopy(file, (copy) => copiedLines(part, copy));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableProof(`${file} cannot be read: ${why}`, { cause: error });
  }
}

function* copiedLines(sqlite: NativeSqlite, copy: string): Generator<ProofLine> {
  const database = sqlite.open(copy);
  if (typeof database === 'number') throw new Error(`it cannot be opened (SQLite ${database})`);
  try {
    let after = 0;
    for (;;) {
      const { code, said, rows } = sqlite.run(database, [
        [
          'SELECT number, hash, line FROM proof WHERE number > ? ORDER BY number LIMIT ?',
          after,
          AT_ONCE,
        ],
      ]);
      if (code !== 0) throw new Error(`${said} (SQLite ${code})`);
      for (const [number, hash, line] of rows) {
        after = Number(number);
        yield { line: String(line), hash: String(hash) };
      }
      if (rows.length < AT_ONCE) return;
    }
  } finally {
    sqlite.close(database);
  }
}
