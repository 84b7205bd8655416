/** Whether a control message is believed: each reason not to, at the very edge of its bound and one past it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { believe, type Knowledge } from '../../../agent/core/trust/belief.ts';
import type { SignedMandate } from '../../../agent/core/trust/chain.ts';
import { US_PER_S, after, utcUs, type UtcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { encodeControlMessage } from '../../../agent/core/wire/control-message.ts';
import {
  AREA,
  AUTHORITY,
  MORNING,
  controlBytes,
  jwsBytes,
  stopOf,
} from '../control/announcement-builder.ts';
import {
  CHAIN,
  COMMUNE,
  COMMUNE_MANDATE,
  FROM,
  ROOT,
  STUDIO,
  chainTexts,
  toyKey,
} from './mandate-builder.ts';
import { GOOD, KNOW, answerTo, codeOf, outcomeOf } from './belief-cases.ts';
import { toyEd25519 } from './toy-signature.ts';

test('a good message is believed, is what was sent, and says by what right', () => {
  for (const message of [GOOD, { ...GOOD, type: 'renew' as const }, stopOf(GOOD)]) {
    assert.deepEqual(answerTo(message), { ok: true, value: { message, ...AUTHORITY } });
  }
});

describe('who speaks', () => {
  test('a stranger without a mandate is refused before any signature is looked at', () => {
    const looked: unknown[] = [];
    const watching = { verify: (...asked: unknown[]) => looked.push(asked) > 0 };
    const answer = believe(controlBytes(GOOD, { key: toyKey(9), chain: [] }), KNOW, watching);
    assert.deepEqual(answer, { ok: false, code: 'chain.missing' });
    assert.deepEqual(looked, []);
  });

  test('a chain from a root of the stranger’s own is refused before any signature is looked at', () => {
    const never = { verify: () => assert.fail('looked at a signature') };
    const chain = chainTexts({ root: toyKey(9) });
    const answer = believe(controlBytes(GOOD, { chain }), { ...KNOW, verified: new Map() }, never);
    assert.deepEqual(answer, { ok: false, code: 'chain.root' });
  });

  test('a stranger’s key under the issuer’s mandates is refused', () => {
    assert.equal(outcomeOf(GOOD, { key: toyKey(9) }), 'trust.key');
  });

  test('a stranger’s signature under the issuer’s key is refused', () => {
    const header = { kid: encodeBase64url(STUDIO) };
    assert.equal(outcomeOf(GOOD, { key: toyKey(9), header }), 'trust.signature');
  });

  test('the right key under another name inside is refused', () => {
    assert.equal(codeOf({ ...GOOD, issuer: 'stranger' }), 'trust.issuer');
  });

  test('a commune speaks for itself by its own mandate, and not by that of its studio', () => {
    const commune = { ...GOOD, issuer: COMMUNE_MANDATE.subject };
    const [province, own] = CHAIN;
    assert.equal(outcomeOf(commune, { key: COMMUNE, chain: [province, own] }), 'believed');
    assert.equal(outcomeOf(commune, { key: COMMUNE }), 'trust.key');
  });

  test('a root has no mandate, and speaks to nobody but authorities', () => {
    assert.equal(outcomeOf(GOOD, { key: ROOT, chain: [] }), 'chain.missing');
    assert.equal(outcomeOf(GOOD, { key: ROOT }), 'trust.key');
  });

  test('not a word of the payload counts before the signature does', () => {
    const header = { kid: encodeBase64url(STUDIO) };
    const forged = jwsBytes({ nonsense: 1 }, { key: toyKey(9), header });
    const refused = believe(forged, KNOW, toyEd25519);
    assert.ok(!refused.ok && refused.code === 'trust.signature');
    const genuine = believe(jwsBytes({ nonsense: 1 }), KNOW, toyEd25519);
    assert.ok(!genuine.ok && genuine.code === 'control.field');
  });

  test('what is no JWS at all is refused as such', () => {
    const refused = believe(new TextEncoder().encode('hello'), KNOW, toyEd25519);
    assert.ok(!refused.ok && refused.code === 'control.not-jws');
  });

  test('a message without its chain is believed where that was published for its key', () => {
    const bare = jwsBytes(encodeControlMessage(GOOD), { header: { chain: undefined } });
    const asked: string[] = [];
    const published = (keyId: string) => {
      asked.push(keyId);
      return CHAIN;
    };
    assert.ok(believe(bare, { ...KNOW, published }, toyEd25519).ok);
    assert.deepEqual(asked, [encodeBase64url(STUDIO)]);
    const refused = believe(bare, KNOW, toyEd25519);
    assert.ok(!refused.ok && refused.code === 'chain.missing');
  });

  test('a mandate is verified once, and its chain still has to be right', () => {
    const verified = new Map<string, SignedMandate>();
    let looks = 0;
    const counting = {
      verify: (...asked: Parameters<typeof toyEd25519.verify>) => {
        looks += 1;
        return toyEd25519.verify(...asked);
      },
    };
    const know = { ...KNOW, verified };
    assert.ok(believe(controlBytes(GOOD), know, counting).ok);
    assert.equal(looks, 4);
    assert.ok(believe(controlBytes({ ...GOOD, sequence: 43 }), know, counting).ok);
    assert.equal(looks, 5);
    const [province, , studio] = CHAIN;
    const short = believe(controlBytes(GOOD, { chain: [province, studio] }), know, counting);
    assert.ok(!short.ok && short.code === 'chain.broken');
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
    [Number.MAX_SAFE_INTEGER, 'believed'],
    [Number.MAX_SAFE_INTEGER + 1, 'control.field'],
    [-1, 'control.field'],
  ] as const) {
    test(`sequence ${sequence} after 41: ${code}`, () => {
      assert.equal(codeOf({ ...GOOD, sequence }), code);
    });
  }
  const nobody = (forgottenUntil = 0): Partial<Knowledge> => ({
    guard: { issuers: [], forgottenUntil: utcUs(forgottenUntil) },
  });
  test('sequence 0 is believed by a box that has heard nothing yet', () => {
    assert.equal(codeOf({ ...GOOD, sequence: 0 }, nobody()), 'believed');
  });
  test('the sequence of one key is nothing to another, whatever they are called', () => {
    const chain = chainTexts({ studio: { key: toyKey(9) } });
    assert.equal(outcomeOf({ ...GOOD, sequence: 1 }, { key: toyKey(9), chain }), 'believed');
  });
  test('whoever may have been forgotten is believed from after that on', () => {
    assert.equal(codeOf(GOOD, nobody(MORNING)), 'trust.forgotten');
    assert.equal(codeOf(GOOD, nobody(MORNING - 1)), 'believed');
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
    ['expiring now', { issuedAt: utcUs(MORNING - 1), expiresAt: MORNING }, 'trust.expired'],
    ['starting in 10 minutes', { startAt: after(MORNING, 600 * US_PER_S) }, 'believed'],
    ['starting 1 µs later', { startAt: after(MORNING, 600 * US_PER_S + 1) }, 'trust.start'],
    ['started an hour ago', { startAt: after(MORNING, -3_600 * US_PER_S) }, 'believed'],
  ];

  const blindSince = (lastTrustedAt?: UtcUs): Partial<Knowledge> => ({
    moment: { nowAt: utcUs(1), isTrusted: false, lastTrustedAt },
  });

  for (const [what, change, code] of TABLE) {
    test(`${what}: ${code}`, () => assert.equal(codeOf({ ...GOOD, ...change }), code));

    const blind = code === 'trust.start' ? code : 'believed';
    test(`${what}, by a clock that is not trusted: ${blind}`, () => {
      assert.equal(codeOf({ ...GOOD, ...change }, blindSince()), blind);
    });
  }

  for (const [what, change, code] of [
    ['issued 60 s before it', { issuedAt: utcUs(MORNING - 60_000_000) }, 'believed'],
    ['issued 1 µs more than that', { issuedAt: utcUs(MORNING - 60_000_001) }, 'trust.stale'],
    ['issued an hour after it', { issuedAt: after(MORNING, 3_599 * US_PER_S) }, 'believed'],
    ['expired by then', { issuedAt: utcUs(MORNING - 2), expiresAt: MORNING }, 'trust.expired'],
    ['expiring 1 µs after it', { expiresAt: utcUs(MORNING + 1) }, 'believed'],
    ['expired when it was issued', { expiresAt: GOOD.issuedAt }, 'trust.expired'],
  ] as const) {
    test(`${what}, the last time that was trusted: ${code}`, () => {
      assert.equal(codeOf({ ...GOOD, ...change }, blindSince(MORNING)), code);
    });
  }

  test('a stop has no start that could be too far', () => {
    const stop = stopOf(GOOD);
    assert.equal(codeOf(stop), 'believed');
    assert.equal(codeOf({ ...stop, expiresAt: MORNING }), 'trust.expired');
  });

  test('sequence alone decides the rest', () => {
    const ancient = after(FROM, US_PER_S);
    const old = { ...GOOD, issuedAt: ancient, expiresAt: utcUs(ancient + 1), startAt: ancient };
    assert.equal(codeOf(old, blindSince()), 'believed');
    assert.equal(codeOf({ ...old, sequence: 41 }, blindSince()), 'trust.replayed');
  });
});
