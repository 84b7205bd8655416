/** By what mandate a message is believed: its area, its class, its time at the very edge and one past it, and whether it is revoked. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Knowledge } from '../../../agent/core/trust/belief.ts';
import { US_PER_S, after, utcUs, type UtcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import type { RevocationList } from '../../../agent/core/wire/trust/revocation-list.ts';
import { AREA, MORNING, stopOf } from '../control/announcement-builder.ts';
import { GOOD, codeOf, outcomeOf, type Outcome } from './belief-cases.ts';
import {
  COMMUNE,
  COMMUNE_MANDATE,
  RESERVE,
  ROOT,
  STUDIO,
  chainTexts,
  toyKey,
} from './mandate-builder.ts';

describe('by what mandate', () => {
  const [YESTERDAY, LATER] = [after(MORNING, -US_PER_S), after(MORNING, US_PER_S)];
  const untrusted = (lastTrustedAt?: UtcUs) => ({
    moment: { nowAt: MORNING, isTrusted: false, lastTrustedAt },
  });
  const TABLE: readonly (readonly [
    situation: string,
    outcome: Outcome,
    chain: Parameters<typeof chainTexts>[0],
    know?: Partial<Knowledge>,
  ])[] = [
    ['of the area itself', 'believed', { studio: { areas: [AREA] } }],
    ['of an area above', 'believed', { studio: { areas: ['vn.hn'] } }],
    ['of one area among others', 'believed', { studio: { areas: ['vn.x', AREA] } }],
    ['of a neighbour', 'mandate.area', { studio: { areas: ['vn.hn.dongda'] } }],
    ['of an area below', 'mandate.area', { studio: { areas: [`${AREA}.thon-1`] } }],
    ['of an area that only begins alike', 'mandate.area', { studio: { areas: ['vn.h'] } }],
    ['up to the class', 'believed', { studio: { class: 'normal' } }],
    ['that ends in 1 µs', 'believed', { studio: { expiresAt: utcUs(MORNING + 1) } }],
    ['that ends now', 'mandate.expired', { studio: { expiresAt: MORNING } }],
    ['that begins now', 'believed', { studio: { notBefore: MORNING } }],
    ['that begins in 1 µs', 'mandate.not-yet', { studio: { notBefore: utcUs(MORNING + 1) } }],
    [
      'of a province whose own has ended, and with it all beneath',
      'mandate.expired',
      {
        province: { expiresAt: MORNING },
        commune: { expiresAt: MORNING },
        studio: { expiresAt: MORNING },
      },
    ],
    [
      'that ends after the last trusted time',
      'believed',
      { studio: { expiresAt: LATER } },
      untrusted(MORNING),
    ],
    [
      'that ended by the last trusted time',
      'mandate.expired',
      { studio: { expiresAt: LATER } },
      untrusted(LATER),
    ],
    [
      'that ended before the message was issued',
      'mandate.expired',
      { studio: { expiresAt: MORNING } },
      untrusted(YESTERDAY),
    ],
    [
      'that ends while no time was ever trusted',
      'believed',
      { studio: { expiresAt: LATER } },
      untrusted(),
    ],
    [
      'that began after the last trusted time, and before the message',
      'believed',
      { studio: { notBefore: MORNING } },
      untrusted(YESTERDAY),
    ],
    [
      'that begins after the message, whenever that is',
      'mandate.not-yet',
      { studio: { notBefore: LATER } },
      untrusted(),
    ],
  ];
  for (const [situation, outcome, change, know] of TABLE) {
    test(`a mandate ${situation}: ${outcome}`, () => {
      assert.equal(outcomeOf(GOOD, { chain: chainTexts(change) }, know), outcome);
    });
  }

  for (const [bulletinClass, highest, outcome] of [
    ['emergency', 'emergency', 'believed'],
    ['emergency', 'priority', 'mandate.class'],
    ['emergency', 'normal', 'mandate.class'],
    ['priority', 'emergency', 'believed'],
    ['priority', 'priority', 'believed'],
    ['priority', 'normal', 'mandate.class'],
    ['normal', 'emergency', 'believed'],
    ['normal', 'priority', 'believed'],
    ['normal', 'normal', 'believed'],
  ] as const) {
    test(`${bulletinClass} by a mandate up to ${highest}: ${outcome}`, () => {
      const chain = chainTexts({ studio: { class: highest } });
      assert.equal(outcomeOf({ ...GOOD, class: bulletinClass }, { chain }), outcome);
      assert.equal(outcomeOf(stopOf(GOOD), { chain }), 'believed', 'a stop is of no class');
    });
  }

  const list = (change: Partial<RevocationList>): Partial<Knowledge> => ({
    lists: [{ root: encodeBase64url(ROOT), version: 1, keys: [], mandates: [], ...change }],
  });
  for (const [situation, outcome, know] of [
    ['its own key', 'mandate.revoked', list({ keys: [encodeBase64url(STUDIO)] })],
    ['the commune’s key', 'mandate.revoked', list({ keys: [encodeBase64url(COMMUNE)] })],
    ['the commune’s mandate', 'mandate.revoked', list({ mandates: [COMMUNE_MANDATE.id] })],
    ['a neighbour’s key', 'believed', list({ keys: [encodeBase64url(toyKey(9))] })],
    [
      'its own key by the other root',
      'believed',
      list({ root: encodeBase64url(RESERVE), keys: [encodeBase64url(STUDIO)] }),
    ],
  ] as const) {
    test(`revoked is ${situation}: ${outcome}`, () => assert.equal(codeOf(GOOD, know), outcome));
  }
});
