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
import { EMPTY_STATE } from '../../agent/core/stored-state.ts';
import { openStore, StoreError } from '../../agent/shell/store.ts';

const root = mkdtempSync(join(tmpdir(), 'loa-store-'));
after(() => rmSync(root, { recursive: true }));

let count = 0;
let file = '';
beforeEach(() => {
  file = join(root, String(count++), 'state.json');
});

const state = (session: number) => ({ session, sequences: { commune: session * 7 } });

/** A store of which `sessions` were saved, as a fresh process finds it. */
const storeWith = (...sessions: number[]) => {
  const store = openStore(file);
  for (const session of sessions) store.save(state(session));
  return openStore(file);
};

describe('a store', () => {
  test('that never was gives the empty state and says so', () => {
    const { state: loaded, note } = openStore(file).load();
    assert.deepEqual(loaded, EMPTY_STATE);
    assert.equal(note?.level, 'info');
    assert.equal(note.event, 'store.empty');
  });

  test('gives back what was saved last, without a word', () => {
    assert.deepEqual(storeWith(1, 2, 3).load(), { state: state(3) });
  });

  test('makes its directory, and is for nobody else to read', () => {
    storeWith(1);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test('leaves nothing but two generations', () => {
    storeWith(1, 2, 3);
    assert.ok(existsSync(file) && existsSync(`${file}.previous`) && !existsSync(`${file}.new`));
    assert.match(readFileSync(`${file}.previous`, 'utf8'), /session\\":2,/);
  });

  test('takes issuer names that mean something to JavaScript', () => {
    const sequences = JSON.parse('{"__proto__": 5, "constructor": 6}') as Record<string, number>;
    openStore(file).save({ session: 1, sequences });
    assert.deepEqual(openStore(file).load().state, { session: 1, sequences });
  });
});

describe('a store that was damaged', () => {
  test('by truncation at any byte gives the older generation and says why', () => {
    const store = storeWith(1, 2);
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

  test('in any one bit gives one of the two generations, never a third state', () => {
    const store = storeWith(1, 2);
    const whole = readFileSync(file);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(file, flipped);
      const { session, sequences } = store.load().state;
      assert.ok(session === 1 || session === 2, `bit ${bit} gave session ${session}`);
      assert.equal(sequences['commune'], session * 7);
    }
  });

  test('by a wrong number under a right shape is not believed', () => {
    const store = storeWith(1, 2);
    writeFileSync(file, readFileSync(file, 'utf8').replace('session\\":2', 'session\\":1'));
    assert.equal(store.load().note?.event, 'store.recovered');
  });

  test('in both generations gives the empty state, as an error', () => {
    const store = storeWith(1, 2);
    writeFileSync(file, '');
    writeFileSync(`${file}.previous`, '\0'.repeat(200));
    const { state: loaded, note } = store.load();
    assert.deepEqual(loaded, EMPTY_STATE);
    assert.equal(note?.level, 'error');
    assert.equal(note.event, 'store.lost');
  });

  test('keeps its good generation through the next save', () => {
    storeWith(1, 2);
    writeFileSync(file, 'torn');
    const store = openStore(file);
    store.save(state(3));
    assert.deepEqual(openStore(file).load(), { state: state(3) });
    writeFileSync(file, 'torn again');
    assert.deepEqual(openStore(file).load().state, state(1));
  });

  test('by a save that was cut short between its two renames gives the older generation', () => {
    const store = storeWith(1, 2);
    rmSync(file);
    const { state: loaded, note } = store.load();
    assert.deepEqual(loaded, state(1));
    assert.equal(note?.fields['why'], 'the last save was cut short');
  });
});

describe('a save that fails', () => {
  test('names the file, the cause and what to do, and leaves the rest usable', () => {
    storeWith(1);
    const store = openStore(join(file, 'state.json'));
    assert.throws(
      () => store.save(state(2)),
      (error) =>
        error instanceof StoreError &&
        /cannot save .*state\.json \((ENOTDIR|EEXIST)\)/.test(error.message) &&
        error.remedy !== '',
    );
    assert.deepEqual(store.load().state, EMPTY_STATE);
  });

  test('may be followed by one that succeeds', () => {
    const store = storeWith(1, 2);
    mkdirSync(`${file}.new`);
    assert.throws(() => store.save(state(3)), StoreError);
    assert.deepEqual(store.load(), { state: state(2) });
    rmdirSync(`${file}.new`);
    store.save(state(4));
    assert.deepEqual(openStore(file).load(), { state: state(4) });
  });
});
