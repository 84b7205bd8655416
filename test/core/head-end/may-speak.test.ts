/** What the head-end tells whoever speaks beyond their mandate, before a box refuses it in silence. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { chainOf } from '../../../broker-sim/authority/statement/chain-file.ts';
import { assertMaySpeak, type Intent } from '../../../broker-sim/authority/may-speak.ts';
import { UserMistake } from '../../../broker-sim/user-mistake.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { realChain, type ChainChange } from '../trust/real-signing.ts';

const told = (change: ChainChange, intent: Partial<Intent> = {}): string => {
  try {
    const file = chainOf(realChain(change), 'the chain');
    assertMaySpeak(file, { area: 'vn.hn.langha', class: 'emergency', ...intent }, MORNING);
    return 'nothing';
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    return error.message;
  }
};

describe('whoever speaks is told', () => {
  for (const [situation, words, change, intent] of [
    ['nothing within the mandate', 'nothing', {}, {}],
    ['nothing in a hamlet of the commune', 'nothing', {}, { area: 'vn.hn.langha.thon-1' }],
    [
      'of another area',
      'dai-lang-ha may speak to vn.hn.langha, not to vn.hn.langhax',
      {},
      { area: 'vn.hn.langhax' },
    ],
    [
      'of another class',
      'dai-lang-ha may speak up to normal, not emergency: choose another --class',
      { studio: { class: 'normal' } },
      {},
    ],
    [
      'of a mandate that ends now',
      'the mandate of dai-lang-ha has expired: have it issued anew',
      { studio: { expiresAt: MORNING } },
      {},
    ],
    [
      'of the one above it that has ended',
      'the mandate of xa-lang-ha has expired: have it issued anew',
      { commune: { expiresAt: MORNING }, studio: { expiresAt: MORNING } },
      {},
    ],
    [
      'of a mandate that is yet to come',
      'the mandate of dai-lang-ha does not hold yet',
      { studio: { notBefore: utcUs(MORNING + 1) } },
      {},
    ],
  ] as const) {
    test(situation, () => assert.equal(told(change, intent), words));
  }

  test('of a chain that no box would believe', () => {
    const change = { studio: { areas: ['vn.hn.dongda'] } };
    assert.match(told(change), /^the chain is no chain of mandates: .* \(dai-lang-ha: areas\)$/);
  });
});
