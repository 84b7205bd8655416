/** What a box reads back after a power cut, whatever stands in the file by then. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EMPTY_STATE, parseStoredState } from '../../agent/core/stored-state.ts';

describe('a stored state', () => {
  const good = { session: 12, sequences: { 'xa-lang-ha': 345, other: 0 } };

  test('is read back as it was written', () => {
    assert.deepEqual(parseStoredState(JSON.parse(JSON.stringify(good))), good);
    assert.deepEqual(parseStoredState(EMPTY_STATE), { session: 0, sequences: {} });
  });

  test('leaves behind what it does not know', () => {
    assert.deepEqual(parseStoredState({ ...good, volume: 11 }), good);
  });

  test('has the drift of the crystal where one was learnt, and is not lost for one that cannot be', () => {
    assert.deepEqual(parseStoredState({ ...good, driftPpb: -42_500 }), {
      ...good,
      driftPpb: -42_500,
    });
    for (const driftPpb of ['1', null, Number.NaN, 600_000, -600_000]) {
      assert.deepEqual(parseStoredState({ ...good, driftPpb }), good);
    }
  });

  for (const [why, json] of [
    ['nothing', undefined],
    ['null', null],
    ['a text', '{}'],
    ['an empty object', {}],
    ['a list', [1, 2]],
    ['no session', { sequences: {} }],
    ['a session that is no count', { ...good, session: -1 }],
    ['a session with a fraction', { ...good, session: 1.5 }],
    ['a session beyond what can be counted', { ...good, session: 2 ** 53 }],
    ['a session in words', { ...good, session: '12' }],
    ['no sequences', { session: 12 }],
    ['sequences that are null', { session: 12, sequences: null }],
    ['sequences in a list', { session: 12, sequences: [345] }],
    ['a sequence that is no count', { session: 12, sequences: { a: 1, b: -1 } }],
    ['a sequence in words', { session: 12, sequences: { a: '1' } }],
  ] as const) {
    test(`is not made of ${why}`, () => assert.equal(parseStoredState(json), undefined));
  }
});
