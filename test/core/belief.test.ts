/** Whether a control message is believed: each reason not to, at the very edge of its bound and one past it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RefusalCode } from '../../agent/core/refusal.ts';
import { believe, type Knowledge } from '../../agent/core/trust/belief.ts';
import { US_PER_S, after, utcUs } from '../../agent/core/vocabulary.ts';
import type { ControlMessage } from '../../agent/core/wire/control-message.ts';
import {
  AREA,
  ISSUER,
  MORNING,
  announcement,
  controlBytes,
  jwsBytes,
  stopOf,
} from './announcement-builder.ts';
import { toyEd25519 } from './toy-signature.ts';

const KNOW: Knowledge = {
  issuer: ISSUER,
  topicArea: AREA,
  nowAt: MORNING,
  isClockTrusted: true,
  lastSequence: 41,
};
const GOOD = announcement(1, { sequence: 42 });

const codeOf = (
  message: ControlMessage,
  know: Partial<Knowledge> = {},
): RefusalCode | 'believed' => {
  const answer = believe(controlBytes(message), { ...KNOW, ...know }, toyEd25519);
  return answer.ok ? 'believed' : answer.code;
};

test('a good message is believed, and is what was sent', () => {
  for (const message of [GOOD, { ...GOOD, type: 'renew' as const }, stopOf(GOOD)]) {
    assert.deepEqual(believe(controlBytes(message), KNOW, toyEd25519), {
      ok: true,
      value: message,
    });
  }
});

describe('who speaks', () => {
  const answer = (signer: object, message: ControlMessage = GOOD) =>
    believe(controlBytes(message, signer), KNOW, toyEd25519);

  test('a stranger’s name is refused before any signature is looked at', () => {
    const refused = answer({ keyId: 'stranger' });
    assert.deepEqual(refused, { ok: false, code: 'trust.issuer', detail: 'stranger' });
  });

  test('of a long name no more than 40 letters reach the log', () => {
    const refused = answer({ keyId: 'x'.repeat(200) });
    assert.ok(!refused.ok && refused.detail?.length === 40);
  });

  test('the right name with another key is refused', () => {
    const refused = answer({ key: new Uint8Array(32).fill(8) });
    assert.ok(!refused.ok && refused.code === 'trust.signature');
  });

  test('the right key under another name inside is refused', () => {
    assert.equal(codeOf({ ...GOOD, issuer: 'stranger' }), 'trust.issuer');
  });

  test('not a word of the payload counts before the signature does', () => {
    const forged = jwsBytes({ nonsense: 1 }, { key: new Uint8Array(32) });
    const refused = believe(forged, KNOW, toyEd25519);
    assert.ok(!refused.ok && refused.code === 'trust.signature');
    const genuine = believe(jwsBytes({ nonsense: 1 }), KNOW, toyEd25519);
    assert.ok(!genuine.ok && genuine.code === 'control.field');
  });

  test('what is no JWS at all is refused as such', () => {
    const refused = believe(new TextEncoder().encode('hello'), KNOW, toyEd25519);
    assert.ok(!refused.ok && refused.code === 'control.not-jws');
  });
});

describe('where and in what order', () => {
  for (const area of ['vn.hn', 'vn.hn.langha.x', 'vn.hn.lang']) {
    test(`a message for ${area} is refused on the topic of ${AREA}`, () => {
      assert.equal(codeOf({ ...GOOD, area }), 'trust.area');
    });
  }
  for (const [sequence, code] of [
    [41, 'trust.replayed'],
    [0, 'trust.replayed'],
    [42, 'believed'],
    [4_000_000_000, 'believed'],
  ] as const) {
    test(`sequence ${sequence} after 41: ${code}`, () => {
      assert.equal(codeOf({ ...GOOD, sequence }), code);
    });
  }
  test('sequence 0 is believed by a box that has heard nothing yet', () => {
    assert.equal(codeOf({ ...GOOD, sequence: 0 }, { lastSequence: -1 }), 'believed');
  });
});

describe('when', () => {
  /** Seconds from now (µs exact), and what becomes of the message by a trusted clock. */
  const TABLE: readonly (readonly [string, Partial<typeof GOOD>, RefusalCode | 'believed'])[] = [
    ['issued 60 s ago', { issuedAt: utcUs(MORNING - 60_000_000) }, 'believed'],
    ['issued 1 µs more than 60 s ago', { issuedAt: utcUs(MORNING - 60_000_001) }, 'trust.stale'],
    ['issued 5 s ahead', { issuedAt: utcUs(MORNING + 5_000_000) }, 'believed'],
    ['issued 1 µs more than 5 s ahead', { issuedAt: utcUs(MORNING + 5_000_001) }, 'trust.future'],
    ['expiring in 1 µs', { expiresAt: utcUs(MORNING + 1) }, 'believed'],
    ['expiring now', { expiresAt: MORNING }, 'trust.expired'],
    ['starting in 10 minutes', { startAt: after(MORNING, 600 * US_PER_S) }, 'believed'],
    ['starting 1 µs later', { startAt: after(MORNING, 600 * US_PER_S + 1) }, 'trust.start'],
    ['started an hour ago', { startAt: after(MORNING, -3_600 * US_PER_S) }, 'believed'],
  ];

  for (const [what, change, code] of TABLE) {
    test(`${what}: ${code}`, () => assert.equal(codeOf({ ...GOOD, ...change }), code));

    const blind = code === 'trust.start' ? code : 'believed';
    test(`${what}, by a clock that is not trusted: ${blind}`, () => {
      assert.equal(codeOf({ ...GOOD, ...change }, { isClockTrusted: false }), blind);
    });
  }

  test('a stop has no start that could be too far', () => {
    const stop = stopOf(GOOD);
    assert.equal(codeOf(stop), 'believed');
    assert.equal(codeOf({ ...stop, expiresAt: MORNING }), 'trust.expired');
  });

  test('sequence alone decides where the clock does not', () => {
    const old = { ...GOOD, issuedAt: utcUs(0), expiresAt: utcUs(1), startAt: utcUs(3) };
    assert.equal(codeOf(old, { isClockTrusted: false }), 'believed');
    assert.equal(codeOf({ ...old, sequence: 41 }, { isClockTrusted: false }), 'trust.replayed');
  });
});
