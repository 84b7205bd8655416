/** What every store must do, whatever it is made of. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { EMPTY_STATE, type StoredState } from '../../../agent/core/stored-state.ts';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { sealRecord, type SealedRecord } from '../../../agent/core/wire/proof/proof-record.ts';
import type { OpenedStore } from '../../../agent/shell/store/open-store.ts';
import { sha256 } from '../../core/report/proof-parts.ts';
import { heardUpTo } from '../../core/trust/stored-trust.ts';

export interface StoreUnderTest {
  readonly name: string;
  readonly open: (file: string) => OpenedStore;
  /** What holds the state, of which nobody else may read. */
  readonly fileOf: (file: string) => string;
  /** Records that are not acknowledged, as many as it gives back. */
  readonly recordsMax: number;
}

export const stateOf = (session: number, acknowledged?: number): StoredState => ({
  session,
  trust: heardUpTo(session * 7),
  ...(acknowledged !== undefined && { acknowledged }),
});

export const chainOf = (
  count: number,
  before: readonly SealedRecord[] = [],
  detail: Readonly<Record<string, string>> = {},
): SealedRecord[] => {
  const records = [...before];
  while (records.length < before.length + count) {
    const entry = { record: 'safety', what: `word ${records.length + 1} ở xã`, detail } as const;
    const at = { box: 'langha-03', chain: '00000000000000c1', atUs: utcUs(records.length) };
    records.push(sealRecord(entry, at, records.at(-1), sha256));
  }
  return records;
};

export const storeSuite = ({ name, open, fileOf, recordsMax }: StoreUnderTest): void => {
  const root = mkdtempSync(join(tmpdir(), 'loa-store-suite-'));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;
  let file = '';
  beforeEach(() => {
    file = join(root, String(count++), 'state.json');
  });
  const found = () => {
    const { state, records, broken } = open(file).loaded;
    return { state, records, broken };
  };

  describe(`a store on ${name}`, () => {
    test('that never was gives the empty state and says so', () => {
      const { state, records, note, broken } = open(file).loaded;
      assert.deepEqual([state, records, broken], [EMPTY_STATE, [], undefined]);
      assert.deepEqual([note?.level, note?.event], ['info', 'store.empty']);
    });

    test('gives back what was saved last, without a word', async () => {
      const { store } = open(file);
      for (const session of [1, 2, 3]) await store.save(stateOf(session), []);
      const { state, records, note, broken } = open(file).loaded;
      assert.deepEqual([state, records, broken, note], [stateOf(3), [], undefined, undefined]);
    });

    test('is for nobody else to read', async () => {
      await open(file).store.save(stateOf(1), []);
      assert.equal(statSync(fileOf(file)).mode & 0o077, 0);
    });

    test('gives back the records that are not acknowledged, in their order, and the last', async () => {
      const records = chainOf(10);
      const { store } = open(file);
      await store.save(stateOf(1), records.slice(0, 4));
      await store.save(stateOf(1), records.slice(2, 9));
      await store.save(stateOf(2, 7), records.slice(9));
      assert.deepEqual(found(), {
        state: stateOf(2, 7),
        records: records.slice(7),
        broken: undefined,
      });
      await open(file).store.save(stateOf(3, 10), []);
      assert.deepEqual(found().records, records.slice(9));
    });

    test('keeps as many as it says it does, and the newest', async () => {
      const records = chainOf(recordsMax + 5);
      await open(file).store.save(stateOf(1), records);
      assert.deepEqual(found().records, records.slice(5));
    });

    test('goes on with the chain that it was given before', async () => {
      const first = chainOf(3);
      await open(file).store.save(stateOf(1), first);
      const again = open(file);
      const all = chainOf(2, again.loaded.records);
      await again.store.save(stateOf(2), all.slice(3));
      assert.deepEqual(found().records, all);
    });

    test('saves one after the other, and of those that wait the newest', async () => {
      const { store } = open(file);
      const records = chainOf(40);
      const saves = records.map((_, at) => store.save(stateOf(at + 1), records.slice(0, at + 1)));
      assert.ok(new Set(saves).size < 4, 'they share their promises');
      await Promise.all(saves);
      assert.deepEqual(found(), { state: stateOf(40), records, broken: undefined });
    });

    test('takes names that mean something to JavaScript', async () => {
      const trust = heardUpTo(7);
      const odd = JSON.parse(
        '{"session":1,"trust":{"__proto__":{"a":1}},"constructor":3}',
      ) as object;
      await open(file).store.save({ ...stateOf(1), ...odd, trust }, []);
      assert.deepEqual(found().state, { session: 1, trust });
    });
  });
};
