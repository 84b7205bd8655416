/** A proof is checked where it lies: in a box's database while that is open, in lines that a head-end has kept. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nativeSqlite } from '../../../hw/native/load.ts';
import { openFileStore } from '../../../agent/shell/store/file-store.ts';
import { SqliteStore } from '../../../agent/shell/store/sqlite-store.ts';
import { chainOf, stateOf } from '../store/store-suite.ts';

const AGENT = fileURLToPath(new URL('../../../agent/cli.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'loa-proof-'));
after(() => rmSync(root, { recursive: true }));

const proof = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [AGENT, 'proof', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

const RECORDS = chainOf(600);

describe('loa-agent proof', () => {
  test(
    'verifies a database that a box has open, and names the record that was changed',
    { skip: nativeSqlite.absent ?? false },
    async () => {
      const file = join(root, 'open', 'state.json');
      const store = new SqliteStore(nativeSqlite.part!, file, () => undefined);
      store.load();
      await store.save(stateOf(1), RECORDS);
      const database = join(root, 'open', 'state.db');
      const whole = proof('verify', database);
      assert.deepEqual([whole.status, whole.stderr], [0, '']);
      assert.match(whole.stdout, /whole: 600 records, 1 to 600/);
      const handle = nativeSqlite.part!.open(database);
      assert.ok(typeof handle !== 'number');
      nativeSqlite.part!.run(handle, [
        ["UPDATE proof SET line = replace(line, 'word', 'ward') WHERE number = 300"],
      ]);
      const broken = proof('verify', database);
      assert.equal(broken.status, 1);
      assert.match(broken.stdout, /BROKEN at record 300: it was changed/);
      nativeSqlite.part!.run(handle, [['DELETE FROM proof WHERE number = 300']]);
      nativeSqlite.part!.close(handle);
      assert.match(
        proof('verify', database).stdout,
        /BROKEN at record 301: the record before it is missing/,
      );
    },
  );

  test('verifies the file of a box without SQLite, and shows its records', async () => {
    const file = join(root, 'file.json');
    await openFileStore(file).save(stateOf(1), RECORDS.slice(0, 5));
    assert.equal(proof('verify', file).status, 0);
    const { stdout } = proof('show', '--last', '2', file);
    assert.match(stdout, /^ {5}4 .*safety .*word 4.*\n {5}5 .*word 5/);
    assert.equal(proof('show', '--json', file).stdout.split('\n')[0], RECORDS[0]?.text);
  });

  test('names a line that is no record', () => {
    writeFileSync(join(root, 'cut.jsonl'), RECORDS[0]!.text.slice(0, 50));
    assert.match(
      proof('verify', join(root, 'cut.jsonl')).stdout,
      /BROKEN at line 1: it is no record/,
    );
  });

  test('says what it lacks', () => {
    assert.deepEqual([proof('verify').status, proof('verify', join(root, 'none')).status], [2, 2]);
    assert.match(proof('verify', join(root, 'none')).stderr, /there is no such file/);
  });
});
