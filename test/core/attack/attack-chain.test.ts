/** Chains of mandates that are none: broken, too long, leading back, giving more than there was. */
import { describe } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { attack, speech, strange, type Saying, type Timed } from './attack-scene.ts';
import {
  PROVINCE,
  REAL,
  STUDIO,
  realChain,
  realKey,
  realMandate,
  type ChainChange,
} from '../trust/real-signing.ts';

const UNHEARD: RefusalCode = 'bundle.unknown-stream';
const { stranger } = REAL;

/** A stranger under mandates of their own choosing. */
const under = (chain: readonly string[], more: Partial<Saying> = {}): Timed[] =>
  speech(strange({ startS: 5, by: stranger, chain, change: { issuer: 'dai-lang-ha' }, ...more }));

/** The studio itself, under other mandates than it ought to have. */
const studioUnder = (change: ChainChange, more: Partial<Saying> = {}): Timed[] =>
  speech({ startS: 5, chain: realChain(change), ...more });

describe('a chain', () => {
  const [province, commune, studio] = realChain();
  const withChain =
    (...chain: string[]) =>
    () =>
      speech({ startS: 5, chain });

  attack('without its middle', { refused: [UNHEARD, 'chain.broken'] }, withChain(province, studio));
  attack('without its beginning', { refused: [UNHEARD, 'chain.root'] }, withChain(commune, studio));
  attack(
    'the wrong way round',
    { refused: [UNHEARD, 'chain.root'] },
    withChain(studio, commune, province),
  );
  attack('whose end is missing', { refused: [UNHEARD, 'trust.key'] }, withChain(province, commune));
  attack('that is too long', { refused: [UNHEARD, 'chain.length'] }, () => {
    const long: string[] = [];
    let by = REAL.root;
    for (let depth = 0; depth < 6; depth++) {
      const key = depth === 5 ? REAL.studio : realKey(200 + depth);
      long.push(
        realMandate({ ...STUDIO, key: key.publicKey, delegations: Math.max(0, 4 - depth) }, by),
      );
      by = key;
    }
    return speech({ startS: 5, chain: long });
  });
  attack('that leads back to itself', { refused: [UNHEARD, 'chain.cycle'] }, () => {
    const back = realMandate({ ...PROVINCE, delegations: 0 }, REAL.commune);
    return speech({ startS: 5, chain: [province, commune, back], by: REAL.province });
  });
  attack(
    'in which the root is mandated by what it has mandated',
    { refused: [UNHEARD, 'chain.cycle'] },
    () => {
      const back = realMandate({ ...STUDIO, key: REAL.root.publicKey }, REAL.commune);
      return speech({ startS: 5, chain: [province, commune, back], by: REAL.root });
    },
  );
  attack('by a studio that may not delegate', { refused: [UNHEARD, 'chain.delegation'] }, () => {
    const beneath = realMandate({ ...STUDIO, key: stranger.publicKey }, REAL.studio);
    return under([province, commune, studio, beneath]);
  });
  attack(
    'by a commune that delegates further than it may',
    { refused: [UNHEARD, 'chain.delegation'] },
    () => studioUnder({ studio: { delegations: 1 } }),
  );
  for (const [what, change] of [
    ['area', { studio: { areas: ['vn.hn.langha', 'vn.hn.dongda'] } }],
    ['an area whose code only begins alike', { studio: { areas: ['vn.hn.langha2'] } }],
    ['class', { commune: { class: 'priority' }, studio: { class: 'emergency' } }],
    ['time', { studio: { expiresAt: utcUs(Number.MAX_SAFE_INTEGER) } }],
  ] as const) {
    attack(`that gives more ${what} than it has`, { refused: [UNHEARD, 'chain.exceeds'] }, () =>
      studioUnder(change),
    );
  }
});
