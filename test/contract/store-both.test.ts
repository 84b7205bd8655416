/** One suite over the store on SQLite and the store in a file, and what each is to the other. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { nativeSqlite } from '../../hw/native/load.ts';
import { LIMITS } from '../../agent/core/limits.ts';
import { FILE_RECORDS_MAX, openFileStore } from '../../agent/shell/store/file-store.ts';
import { SqliteStore, databaseFile } from '../../agent/shell/store/sqlite-store.ts';
import type { OpenedStore } from '../../agent/shell/store/open-store.ts';
import type { LoadNote, Store } from '../../agent/shell/store/store.ts';
import { chainOf, stateOf, storeSuite } from './store-suite.ts';

const opened = (store: Store): OpenedStore => ({ store, loaded: store.load() });
const file = (): OpenedStore & { readonly notes: LoadNote[] } => {
  const notes: LoadNote[] = [];
  const store = new SqliteStore(nativeSqlite.part!, path, (note) => notes.push(note));
  return { ...opened(store), notes };
};

storeSuite({
  name: 'a file',
  open: (at) => opened(openFileStore(at)),
  fileOf: (at) => at,
  recordsMax: FILE_RECORDS_MAX,
});

const skip = nativeSqlite.absent ?? false;
if (skip === false) {
  storeSuite({
    name: 'SQLite',
    open: (at) => opened(new SqliteStore(nativeSqlite.part!, at, () => undefined)),
    fileOf: databaseFile,
    recordsMax: LIMITS.proofRecordsMax,
  });
}

const root = mkdtempSync(join(tmpdir(), 'loa-store-both-'));
after(() => rmSync(root, { recursive: true }));
let count = 0;
let path = '';
beforeEach(() => {
  path = join(root, String(count++), 'state.json');
});

/** The copy is written behind the save. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

describe('a store on SQLite', { skip }, () => {
  const lived = async () => {
    const records = chainOf(3);
    const { store } = file();
    await store.save(stateOf(5, 1), records);
    await settled();
    return records;
  };

  for (const [why, spoil] of [
    ['cut to half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    [
      'overwritten at its beginning',
      (bytes: Buffer) => Buffer.concat([Buffer.alloc(4_096, 7), bytes.subarray(4_096)]),
    ],
    ['no database at all', () => Buffer.from('x'.repeat(10_000))],
  ] as const) {
    test(`that is ${why} is moved aside, its copy is taken, and the chain cannot be vouched for`, async () => {
      const records = await lived();
      const database = databaseFile(path);
      writeFileSync(database, spoil(readFileSync(database)));
      rmSync(`${database}-wal`);
      const { loaded, store } = file();
      assert.deepEqual(loaded.state, stateOf(5, 1));
      assert.deepEqual(loaded.records, records.slice(1));
      assert.match(String(loaded.broken), /state\.db is damaged/);
      assert.deepEqual([loaded.note?.level, loaded.note?.event], ['error', 'store.recovered']);
      assert.ok(existsSync(`${database}.damaged`));
      await store.save(stateOf(6, 1), []);
      assert.equal(file().loaded.state.session, 6);
    });
  }

  test('of which one value is another than was written is not believed', async () => {
    await lived();
    const database = nativeSqlite.part!.open(databaseFile(path));
    assert.ok(typeof database !== 'number');
    nativeSqlite.part?.run(database, [
      [`UPDATE kept SET value = replace(value, '"session":5', '"session":4')`],
    ]);
    nativeSqlite.part?.close(database);
    assert.match(String(file().loaded.broken), /is not what was written/);
  });

  test('that is deleted is replaced by its copy, and the chain cannot be vouched for', async () => {
    const records = await lived();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(`${databaseFile(path)}${suffix}`, { force: true });
    const { loaded } = file();
    assert.deepEqual([loaded.state, loaded.records], [stateOf(5, 1), records.slice(1)]);
    assert.match(String(loaded.broken), /the database is gone/);
  });

  test('takes over from a store in a file, chain and all', async () => {
    const records = chainOf(3);
    await openFileStore(path).save(stateOf(5), records);
    const { loaded } = file();
    assert.deepEqual(
      [loaded.state, loaded.records, loaded.broken],
      [stateOf(5), records, undefined],
    );
    assert.equal(loaded.note?.event, 'store.adopted');
  });

  test('is taken over by a store in a file, which begins a new chain', async () => {
    await lived();
    const loaded = openFileStore(path).load();
    assert.equal(loaded.state.session, 5);
    assert.match(String(loaded.broken), /the database is gone/);
  });

  test('that is damaged while it runs is moved aside, and goes on', async () => {
    const records = chainOf(5);
    const { store, notes } = file();
    await store.save(stateOf(5), records.slice(0, 3));
    const database = databaseFile(path);
    writeFileSync(database, Buffer.alloc(3_000_000, 9));
    writeFileSync(`${database}-wal`, Buffer.alloc(3_000_000, 9));
    await store.save(stateOf(6), records);
    await store.save(stateOf(7), records);
    await settled();
    if (notes.length > 0) assert.equal(notes[0]?.event, 'store.damaged');
    const { loaded } = file();
    assert.equal(loaded.state.session, 7);
    assert.deepEqual(loaded.records, records);
  });
});
