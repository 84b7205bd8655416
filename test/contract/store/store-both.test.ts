/** One suite over the store on SQLite and the store in a file, and what each is to the other. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { nativeSqlite } from '../../../hw/native/load.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { FILE_RECORDS_MAX, openFileStore } from '../../../agent/shell/store/file-store.ts';
import { SqliteStore } from '../../../agent/shell/store/sqlite-store.ts';
import { databaseFile, SESSIONS_A_COPY } from '../../../agent/shell/store/two-stores.ts';
import { NOTHING_REMOTE } from '../../../agent/core/remote/stored-remote.ts';
import { NOTHING_HEARD, replayRefusal } from '../../../agent/core/trust/replay-guard.ts';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import type { StoredState } from '../../../agent/core/stored-state.ts';
import type { OpenedStore } from '../../../agent/shell/store/open-store.ts';
import type { LoadNote, Store } from '../../../agent/shell/store/store.ts';
import { chainOf, stateOf, storeSuite } from './store-suite.ts';

/** What a copy of session 5 is taken for: its database may have been as far. */
const AHEAD_OF_5 = 5 + SESSIONS_A_COPY;

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

/** The copy is written behind the save: while it is, Node waits for the disk, however slow that is. */
const settled = async (): Promise<void> => {
  do await new Promise(setImmediate);
  while (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource)));
};

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
      assert.equal(loaded.state.session, AHEAD_OF_5);
      assert.deepEqual(loaded.records, records.slice(1));
      assert.match(String(loaded.broken), /state\.db is damaged/);
      assert.deepEqual([loaded.note?.level, loaded.note?.event], ['error', 'store.recovered']);
      assert.ok(existsSync(`${database}.damaged`));
      await store.save(stateOf(AHEAD_OF_5 + 1, 1), []);
      assert.equal(file().loaded.state.session, AHEAD_OF_5 + 1);
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
    assert.deepEqual([loaded.state.session, loaded.records], [AHEAD_OF_5, records.slice(1)]);
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
    assert.equal(loaded.state.session, AHEAD_OF_5);
    assert.match(String(loaded.broken), /the database is gone/);
  });

  const KEY = 'A'.repeat(43);
  const heard = (session: number, sequence: number, issuedAt: number): StoredState => {
    const guard = {
      issuers: [{ key: KEY, sequence, issuedAt: utcUs(issuedAt) }],
      forgottenUntil: utcUs(0),
    };
    return {
      ...stateOf(session),
      trust: { heard: guard, revocations: [] },
      remote: { ...NOTHING_REMOTE, heard: guard, versions: guard },
    };
  };
  /** Of announcements, of commands and of settings: they are guarded alike. */
  const refusalOf = ({ trust, remote }: StoredState, sequence: number, issuedAt: number) => {
    const [one, ...others] = [trust.heard, remote?.heard, remote?.versions].map((guard) =>
      replayRefusal(
        guard ?? NOTHING_HEARD,
        KEY,
        { sequence, issuedAt: utcUs(issuedAt) },
        { isTrusted: true },
      ),
    );
    for (const other of others) assert.equal(other, one);
    return one;
  };

  for (const [what, without] of [
    ['a file takes over from it', () => openFileStore(path).load()],
    [
      'it is damaged',
      () => {
        writeFileSync(databaseFile(path), Buffer.from('x'.repeat(10_000)));
        return file().loaded;
      },
    ],
  ] as const) {
    test(`accepts nothing again that only the database knew of, where ${what}`, async () => {
      const { store } = file();
      const issuedAt = Date.now() * 1_000;
      await store.save(heard(5, 1_000, issuedAt - 5_000_000), []);
      await settled();
      await store.save(heard(5, 2_000, issuedAt), []);
      await settled();
      const { state } = without();
      assert.equal(refusalOf(state, 2_000, issuedAt), 'trust.forgotten');
      assert.equal(refusalOf(state, 3_000, issuedAt + 120_000_000), undefined);
      assert.ok(state.session > 5);
    });
  }

  test('knows what a file has accepted meanwhile, and begins a new chain', async () => {
    await lived();
    await file().store.save(heard(5, 9_000, 7), []);
    await settled();
    const meanwhile = openFileStore(path);
    const { state } = meanwhile.load();
    const after = heard(state.session + 1, 8_000, 9);
    await meanwhile.save({ ...after, acknowledged: 1 }, []);
    const { loaded, store } = file();
    assert.equal(loaded.state.session, AHEAD_OF_5 + 1);
    assert.deepEqual(
      [8_500, 9_000, 9_001].map((sequence) => refusalOf(loaded.state, sequence, 10)),
      ['trust.replayed', 'trust.replayed', undefined],
    );
    assert.match(String(loaded.broken), /the store was a file meanwhile/);
    assert.deepEqual([loaded.note?.level, loaded.note?.event], ['warn', 'store.adopted']);
    await store.save({ ...loaded.state, session: AHEAD_OF_5 + 2 }, []);
    await settled();
    assert.deepEqual(
      [file().loaded.state.session, file().loaded.broken],
      [AHEAD_OF_5 + 2, undefined],
    );
  });

  test('that is damaged while it runs is moved aside, and goes on', async () => {
    const records = chainOf(5);
    const { store, notes } = file();
    await store.save(stateOf(5), records.slice(0, 3));
    const database = databaseFile(path);
    writeFileSync(database, Buffer.alloc(3_000_000, 9));
    writeFileSync(`${database}-wal`, Buffer.alloc(3_000_000, 9));
    await store.save(stateOf(SESSIONS_A_COPY), records);
    await store.save(stateOf(SESSIONS_A_COPY + 1), records);
    await settled();
    if (notes.length > 0) assert.equal(notes[0]?.event, 'store.damaged');
    const { loaded } = file();
    // Ahead, where it is the copy's.
    const { session } = loaded.state;
    assert.ok(session === SESSIONS_A_COPY + 1 || session === 2 * SESSIONS_A_COPY, `${session}`);
    assert.deepEqual(loaded.records, records);
  });
});
