/** What a box reads back after a power cut, whatever stands in the file by then. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../../../agent/core/limits.ts';
import { EMPTY_STATE, parseStoredState } from '../../../agent/core/stored-state.ts';
import { COMMUNE_KEY, heardUpTo } from '../trust/stored-trust.ts';

const ONE = { key: COMMUNE_KEY, sequence: 1, issuedAt: 2 };
const heardBy = (issuers: unknown) => ({
  session: 12,
  trust: { heard: { issuers, forgottenUntil: 0 }, revocations: [] },
});

describe('a stored state', () => {
  const good = { session: 12, trust: heardUpTo(345) };

  test('is read back as it was written', () => {
    assert.deepEqual(parseStoredState(JSON.parse(JSON.stringify(good))), good);
    assert.deepEqual(parseStoredState(EMPTY_STATE), {
      session: 0,
      trust: { heard: { issuers: [], forgottenUntil: 0 }, revocations: [] },
    });
  });

  test('has the last trusted time where there was one, and is not lost for one that cannot be', () => {
    assert.deepEqual(parseStoredState({ ...good, lastTrustedAt: 5 }), {
      ...good,
      lastTrustedAt: 5,
    });
    for (const lastTrustedAt of ['1', null, -1, 0.5]) {
      assert.deepEqual(parseStoredState({ ...good, lastTrustedAt }), good);
    }
  });

  test('leaves behind what it does not know', () => {
    assert.deepEqual(parseStoredState({ ...good, volume: 11 }), good);
  });

  test('has the wrong PINs at the console where there were any, and is not lost for what is no count', () => {
    assert.deepEqual(parseStoredState({ ...good, consoleFailures: 7 }), {
      ...good,
      consoleFailures: 7,
    });
    for (const consoleFailures of ['1', null, -1, 0.5]) {
      assert.deepEqual(parseStoredState({ ...good, consoleFailures }), good);
    }
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
    ['no session', { trust: good.trust }],
    ['a session that is no count', { ...good, session: -1 }],
    ['a session with a fraction', { ...good, session: 1.5 }],
    ['a session beyond what can be counted', { ...good, session: 2 ** 53 }],
    ['a session in words', { ...good, session: '12' }],
    ['no trust', { session: 12 }],
    ['trust that is null', { session: 12, trust: null }],
    ['trust in a list', { session: 12, trust: [good.trust] }],
    ['nothing heard', { session: 12, trust: { revocations: [] } }],
    ['issuers by name', heardBy({ a: 1 })],
    ['an issuer whose key is a name', heardBy([{ ...ONE, key: 'xa-lang-ha' }])],
    ['a sequence that is no count', heardBy([{ ...ONE, sequence: -1 }])],
    ['a sequence in words', heardBy([{ ...ONE, sequence: '1' }])],
    ['an instant that is no count', heardBy([{ ...ONE, issuedAt: 0.5 }])],
    ['more issuers than are remembered', heardBy(Array(LIMITS.issuersMax + 1).fill(ONE))],
    ['no revocations', { session: 12, trust: { heard: good.trust.heard } }],
    ['a list of a third root', { ...good, trust: { ...good.trust, revocations: ['', '', ''] } }],
    ['a list that is none', { ...good, trust: { ...good.trust, revocations: [5] } }],
    ['a replacement that is none', { ...good, trust: { ...good.trust, rootReplacement: {} } }],
  ] as const) {
    test(`is not made of ${why}`, () => assert.equal(parseStoredState(json), undefined));
  }
});
