/** What the store on SQLite keeps off the card, and what that costs others: it is one process's alone, and whoever reads gets a copy. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { copyDatabase, withDatabaseCopy } from '../../../agent/shell/store/database-copy.ts';
import { SqliteStore } from '../../../agent/shell/store/sqlite-store.ts';
import { nativeSqlite } from '../../../hw/native/load.ts';
import { chainOf, stateOf } from './store-suite.ts';

const childOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'loa-store-card-'));
after(() => rmSync(root, { recursive: true }));

const opened = (name: string) => {
  const file = join(root, name, 'state.json');
  const store = new SqliteStore(nativeSqlite.part!, file, () => undefined);
  store.load();
  return { file, database: join(root, name, 'state.db'), store };
};

/** The copy is written behind the save. */
const settled = async (): Promise<void> => {
  do await new Promise(setImmediate);
  while (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource)));
};

describe('a store on SQLite', { skip: nativeSqlite.absent ?? false }, () => {
  test('keeps in memory what its log is found by', async () => {
    const { database, store } = opened('memory');
    for (const session of [1, 2, 3]) await store.save(stateOf(session), chainOf(session));
    assert.equal(statSync(`${database}-shm`).size, 0);
  });

  test('writes its copy for records that nobody has acknowledged, and for no others', async () => {
    const { file, store } = opened('copy');
    const records = chainOf(60);
    const copies = new Set<number>();
    const saveAll = async (from: number, through: number, isAcknowledged: boolean) => {
      for (let number = from; number <= through; number++) {
        const acknowledged = isAcknowledged ? number - 1 : 40;
        await store.save(stateOf(1, acknowledged), records.slice(number - 1, number));
        await settled();
        copies.add(statSync(file).ino * 1e6 + (statSync(file).mtimeMs % 1e6));
      }
    };
    await saveAll(1, 40, true);
    assert.equal(copies.size, 1, 'the first');
    await saveAll(41, 60, false);
    assert.equal(copies.size, 2, 'after sixteen');
  });

  test('is shut to a second agent, which does not touch it and goes by the copy', async () => {
    const { file, store } = opened('second');
    await store.save(stateOf(5), chainOf(3));
    await settled();
    const { stdout } = spawnSync(
      process.execPath,
      [childOf('./store-database-child.js'), file, 'found'],
      { encoding: 'utf8' },
    );
    const [told, found] = stdout.split('\n').map((line) => line && (JSON.parse(line) as object));
    assert.deepEqual(told, { told: 'store.without-sqlite' });
    assert.equal((found as Record<string, unknown>)['forgotten'], true, 'nothing old is believed');
    await store.save(stateOf(6), []);
    const { state, records } = new SqliteStore(nativeSqlite.part!, file, () => undefined).load();
    assert.deepEqual([state.session, records.at(-1)?.number], [6, 3]);
  });

  test('is read by others as it was at one moment, however much is written meanwhile', async () => {
    const { database, store } = opened('busy');
    const records = chainOf(1_500);
    await store.save(stateOf(1), records.slice(0, 300));
    let saved = 300;
    let isRead = false;
    const reading = (async () => {
      for (let look = 0; look < 2; look++) {
        const cli = childOf('../../../agent/cli.js');
        const child = spawn(process.execPath, [cli, 'proof', 'verify', database]);
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
        const least = saved;
        assert.deepEqual(await once(child, 'close'), [0, null], said);
        const read = Number(/whole: (\d+) records/.exec(said)?.[1]);
        assert.ok(read >= least && read <= saved, `${least} ≤ ${read} ≤ ${saved}`);
      }
    })().finally(() => {
      isRead = true;
    });
    // A page of the log for each, so that it begins anew many times.
    for (let session = 2; !isRead; session++) {
      if (session % 8 === 0 && saved < records.length) saved += 1;
      await store.save(stateOf(session), records.slice(0, saved));
    }
    await reading;
  });

  /** Moves the log into the database and begins it anew, with a record more. */
  const beginAnew = (database: string, number: number): void => {
    const handle = nativeSqlite.part!.open(database);
    assert.ok(typeof handle !== 'number');
    const { code } = nativeSqlite.part!.run(handle, [
      ['PRAGMA wal_checkpoint(RESTART)'],
      ["INSERT INTO proof VALUES (?, 'hash', 'line')", number],
    ]);
    nativeSqlite.part!.close(handle);
    assert.equal(code, 0);
  };
  const recordsOf = (database: string): unknown => {
    const handle = nativeSqlite.part!.open(database);
    assert.ok(typeof handle !== 'number');
    const { rows } = nativeSqlite.part!.run(handle, [['SELECT count(*) FROM proof']]);
    nativeSqlite.part!.close(handle);
    return rows[0]?.[0];
  };

  test('whose log begins anew between the two copies is copied once more', async () => {
    const { database, store } = opened('anew');
    await store.save(stateOf(1), chainOf(3));
    const to = join(root, 'anew', 'copy.db');
    const copied: string[] = [];
    copyDatabase(database, to, (from, at) => {
      copyFileSync(from, at);
      copied.push(basename(String(from)));
      if (copied.length === 1) beginAnew(database, 4);
    });
    assert.deepEqual(copied, ['state.db', 'state.db-wal', 'state.db', 'state.db-wal']);
    assert.equal(recordsOf(to), 4);
  });

  test('whose log does so each time is given up', async () => {
    const { database, store } = opened('always');
    await store.save(stateOf(1), []);
    let number = 0;
    const copyFile: typeof copyFileSync = (from, at) => {
      copyFileSync(from, at);
      beginAnew(database, (number += 1));
    };
    const to = join(root, 'always', 'copy.db');
    assert.throws(() => {
      copyDatabase(database, to, copyFile);
    }, /written to all the time/);
  });

  test('leaves no copy behind, whether it was read to its end or not', () => {
    const { database } = opened('memory');
    let seen = '';
    for (const copy of withDatabaseCopy(database, function* (at) {
      yield at;
      yield at;
    })) {
      seen = copy;
      assert.ok(statSync(copy).size > 0);
      break;
    }
    assert.ok(!existsSync(dirname(seen)));
  });
});
