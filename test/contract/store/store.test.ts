import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import { openFileStore } from '../../../agent/shell/store/file-store.ts';
import { StoreError } from '../../../agent/shell/store/store-error.ts';
import { heardUpTo } from '../../core/trust/stored-trust.ts';
import { recordDisk } from './power-cut-disk.ts';

const root = mkdtempSync(join(tmpdir(), 'loa-store-'));
after(() => rmSync(root, { recursive: true }));

let count = 0;
let file = '';
beforeEach(() => {
  file = join(root, String(count++), 'state.json');
});

const state = (session: number) => ({ session, trust: heardUpTo(session * 7) });

/** A store of which `sessions` were saved, as a fresh process finds it. */
const storeWith = async (...sessions: number[]) => {
  const store = openFileStore(file);
  for (const session of sessions) await store.save(state(session), []);
  return openFileStore(file);
};

describe('a store', () => {
  test('that never was gives the empty state and says so', () => {
    const { state: loaded, note } = openFileStore(file).load();
    assert.deepEqual(loaded, EMPTY_STATE);
    assert.equal(note?.level, 'info');
    assert.equal(note.event, 'store.empty');
  });

  test('gives back what was saved last, without a word', async () => {
    assert.deepEqual((await storeWith(1, 2, 3)).load(), {
      state: state(3),
      records: [],
      isCopy: false,
    });
  });

  test('makes its directory, and is for nobody else to read', async () => {
    await storeWith(1);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test('leaves nothing but two generations', async () => {
    await storeWith(1, 2, 3);
    assert.ok(existsSync(file) && existsSync(`${file}.previous`) && !existsSync(`${file}.new`));
    assert.match(readFileSync(`${file}.previous`, 'utf8'), /session\\":2,/);
  });

  test('by truncation at any byte gives the older generation and says why', async () => {
    const store = await storeWith(1, 2);
    const whole = readFileSync(file);
    // Without its line end it is still whole.
    for (let length = 0; length < whole.length - 1; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const { state: loaded, note } = store.load();
      assert.deepEqual(loaded, state(1), `cut to ${length} bytes`);
      assert.equal(note?.event, 'store.recovered');
      assert.match(String(note.fields['why']), /state\.json is damaged/);
    }
  });

  test('in any one bit gives one of the two generations, never a third state', async () => {
    const store = await storeWith(1, 2);
    const whole = readFileSync(file);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, flipped);
      const { session, trust } = store.load().state;
      assert.ok(session === 1 || session === 2, `bit ${bit} gave session ${session}`);
      assert.deepEqual(trust, heardUpTo(session * 7));
    }
  });

  test('by a wrong number under a right shape is not believed', async () => {
    const store = await storeWith(1, 2);
    writeFileSync(file, readFileSync(file, 'utf8').replace('session\\":2', 'session\\":1'));
    assert.equal(store.load().note?.event, 'store.recovered');
  });

  test('in both generations gives the empty state, as an error', async () => {
    const store = await storeWith(1, 2);
    writeFileSync(file, '');
    writeFileSync(`${file}.previous`, '\0'.repeat(200));
    const { state: loaded, note } = store.load();
    assert.deepEqual(loaded, EMPTY_STATE);
    assert.equal(note?.level, 'error');
    assert.equal(note.event, 'store.lost');
  });

  test('keeps its good generation through the next save', async () => {
    await storeWith(1, 2);
    writeFileSync(file, 'torn');
    const store = openFileStore(file);
    await store.save(state(3), []);
    assert.deepEqual(openFileStore(file).load(), {
      state: state(3),
      records: [],
      isCopy: false,
    });
    writeFileSync(file, 'torn again');
    assert.deepEqual(openFileStore(file).load().state, state(1));
  });

  test('by a save that was cut short between its two renames gives the older generation', async () => {
    const store = await storeWith(1, 2);
    rmSync(file);
    const { state: loaded, note } = store.load();
    assert.deepEqual(loaded, state(1));
    assert.equal(note?.fields['why'], 'the last save was cut short');
  });
});

describe('a save that fails', () => {
  test('names the file, the cause and what to do, and leaves the rest usable', async () => {
    await storeWith(1);
    const store = openFileStore(join(file, 'state.json'));
    await assert.rejects(
      () => store.save(state(2), []),
      (error) =>
        error instanceof StoreError &&
        /cannot save .*state\.json \((ENOTDIR|EEXIST)\)/.test(error.message) &&
        error.remedy !== '',
    );
    assert.deepEqual(store.load().state, EMPTY_STATE);
  });

  test('may be followed by one that succeeds', async () => {
    const store = await storeWith(1, 2);
    mkdirSync(`${file}.new`);
    await assert.rejects(() => store.save(state(3), []), StoreError);
    assert.deepEqual(store.load(), { state: state(2), records: [], isCopy: false });
    rmdirSync(`${file}.new`);
    await store.save(state(4), []);
    assert.deepEqual(openFileStore(file).load(), { state: state(4), records: [], isCopy: false });
  });
});

describe('saves that are asked for while one is under way', () => {
  test('are made one after the other, and of those that wait only the newest', async () => {
    const store = openFileStore(file);
    const written: number[] = [];
    await recordDisk(async (operations) => {
      await Promise.all([1, 2, 3, 4, 5].map((session) => store.save(state(session), [])));
      await Promise.all([6, 7].map((session) => store.save(state(session), [])));
      const contents = operations.flatMap((one) => (one.did === 'write' ? [one.content] : []));
      written.push(...contents.map((content) => Number(/session\\":(\d+)/.exec(content)?.[1])));
    });
    assert.deepEqual(written, [5, 7]);
    assert.deepEqual(openFileStore(file).load(), { state: state(7), records: [], isCopy: false });
    assert.match(readFileSync(`${file}.previous`, 'utf8'), /session\\":5,/);
  });

  test('are each answered once their own state or a newer one is found again', async () => {
    const store = openFileStore(file);
    const found: [number, number][] = [];
    const saves: Promise<unknown>[] = [];
    for (let session = 1; session <= 60; session++) {
      const saved = store.save(state(session), []).then(() => {
        found.push([session, openFileStore(file).load().state.session]);
      });
      saves.push(saved);
      // Some come together, some in the midst of another save, some after it.
      for (let turn = session % 7; turn > 0; turn--) await new Promise(setImmediate);
    }
    await Promise.all(saves);
    assert.equal(found.length, 60);
    for (const [session, is] of found) assert.ok(is >= session, `${session} said, ${is} found`);
    assert.equal(openFileStore(file).load().state.session, 60);
  });

  test('fail together and by one error, and the next is tried all the same', async () => {
    const store = await storeWith(1);
    mkdirSync(`${file}.new`);
    const together = [2, 3].map((session) => store.save(state(session), []));
    const errors = await Promise.all(
      together.map((saved) => saved.catch((error: unknown) => error)),
    );
    assert.ok(errors[0] instanceof StoreError);
    assert.equal(errors[0], errors[1]);
    const after = store.save(state(4), []);
    rmdirSync(`${file}.new`);
    await after;
    assert.deepEqual(openFileStore(file).load(), { state: state(4), records: [], isCopy: false });
  });

  test('do not gather where the disk hangs: all that wait have one promise', async () => {
    const store = openFileStore(file);
    const first = store.save(state(1), []);
    await Promise.resolve();
    const waiting = new Set(
      Array.from({ length: 1_000 }, (_, at) => store.save(state(2 + at), [])),
    );
    assert.equal(waiting.size, 1);
    assert.ok(!waiting.has(first));
    await Promise.all([first, ...waiting]);
    assert.equal(openFileStore(file).load().state.session, 1_001);
  });
});
