/** Whoever has no mandate, or not that one: expired, revoked, for elsewhere, for less, of a chain that is none. */
import { describe } from 'node:test';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { MORNING } from '../control/announcement-builder.ts';
import {
  announceText,
  attack,
  onControl,
  renewText,
  sound,
  speech,
  strange,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import {
  REAL,
  STUDIO,
  realChain,
  realJws,
  realMandate,
  type ChainChange,
} from '../trust/real-signing.ts';

const UNHEARD: RefusalCode = 'bundle.unknown-stream';
const at = (s: number) => after(MORNING, s * US_PER_S);
const { stranger } = REAL;

/** A stranger under mandates of their own choosing. */
const under = (chain: readonly string[], more: Partial<Saying> = {}): Timed[] =>
  speech(strange({ startS: 5, by: stranger, chain, change: { issuer: 'dai-lang-ha' }, ...more }));

/** The studio itself, under other mandates than it ought to have. */
const studioUnder = (change: ChainChange, more: Partial<Saying> = {}): Timed[] =>
  speech({ startS: 5, chain: realChain(change), ...more });

describe('a stranger', () => {
  attack('without any mandate', { refused: [UNHEARD, 'chain.missing'] }, () => under([]));

  attack('under mandates from a root of their own', { refused: [UNHEARD, 'chain.root'] }, () => {
    const change = { root: stranger, studio: { key: stranger.publicKey } };
    return under(realChain(change));
  });

  attack('under the studio’s mandates', { refused: [UNHEARD, 'trust.key'] }, () =>
    under(realChain()),
  );

  attack(
    'under the studio’s mandates and key, by name',
    { refused: [UNHEARD, 'trust.signature'] },
    () => under(realChain(), { header: { kid: REAL.studio.id } }),
  );

  attack(
    'under a mandate of which the key was exchanged',
    { refused: [UNHEARD, 'chain.signature'] },
    () => {
      const [province, commune, studio] = realChain();
      const [head = '', payload = '', signature = ''] = studio.split('.');
      const words = Buffer.from(payload, 'base64url')
        .toString()
        .replace(REAL.studio.id, stranger.id);
      return under([
        province,
        commune,
        [head, Buffer.from(words).toString('base64url'), signature].join('.'),
      ]);
    },
  );

  attack(
    'who mandates themselves beneath the commune',
    { refused: [UNHEARD, 'chain.broken'] },
    () => {
      const [province, commune] = realChain();
      return under([
        province,
        commune,
        realMandate({ ...STUDIO, key: stranger.publicKey }, stranger),
      ]);
    },
  );

  attack(
    'whose mandate names the commune as its giver',
    { refused: [UNHEARD, 'chain.signature'] },
    () => {
      const [province, commune] = realChain();
      const header = { kid: REAL.commune.id };
      const payload = {
        ...STUDIO,
        key: stranger.id,
        notBefore: at(-60),
        expiresAt: at(900),
        class: 'emergency',
      };
      return under([
        province,
        commune,
        realJws(payload, { by: stranger, kind: 'mandate', header }),
      ]);
    },
  );
});

describe('a mandate', () => {
  attack('that has expired', { refused: [UNHEARD, 'mandate.expired'] }, () =>
    studioUnder({ studio: { expiresAt: at(1) } }),
  );
  attack(
    'that has expired, in a message that says it was issued before',
    { refused: [UNHEARD, 'mandate.expired'] },
    () => studioUnder({ studio: { expiresAt: at(1.5) } }, { change: { issuedAt: at(1) } }),
  );
  attack(
    'of a commune that has expired above a studio’s that has not',
    { refused: [UNHEARD, 'chain.exceeds'] },
    () => studioUnder({ commune: { expiresAt: at(1) } }),
  );
  attack('that does not hold yet', { refused: [UNHEARD, 'mandate.not-yet'] }, () =>
    studioUnder({ studio: { notBefore: at(60) } }),
  );
  attack('of the neighbouring commune', { refused: [UNHEARD, 'mandate.area'] }, () =>
    studioUnder({ commune: { areas: ['vn.hn.dongda'] }, studio: { areas: ['vn.hn.dongda'] } }),
  );
  attack('of an area whose code only begins alike', { refused: [UNHEARD, 'mandate.area'] }, () =>
    studioUnder({
      province: { areas: ['vn.hn.lang'] },
      commune: { areas: ['vn.hn.lang'] },
      studio: { areas: ['vn.hn.lang'] },
    }),
  );
  attack('of a hamlet, for the whole commune', { refused: [UNHEARD, 'mandate.area'] }, () =>
    studioUnder({ studio: { areas: ['vn.hn.langha.thon-1'] } }),
  );
  attack('for normal bulletins, in an emergency', { refused: [UNHEARD, 'mandate.class'] }, () =>
    studioUnder({ studio: { class: 'normal' } }, { change: { class: 'emergency' } }),
  );
  attack(
    'for normal bulletins, renewed into an emergency',
    { refused: ['mandate.class'], heard: [{ startS: 5 }] },
    () => {
      const saying = { startS: 5, chain: realChain({ studio: { class: 'normal' } }) };
      return [...speech(saying), [3, onControl(renewText(saying, 3, { class: 'emergency' }))]];
    },
  );
  attack(
    'for this commune, used on the topic of the province',
    { refused: [UNHEARD, 'mandate.area'] },
    () => {
      const saying: Saying = { startS: 5, change: { area: 'vn.hn' } };
      return [[2, onControl(announceText(saying), 'vn.hn')], ...sound(saying)];
    },
  );
  attack(
    'for the province, in a message that was meant for another commune',
    { refused: [UNHEARD, 'trust.area'] },
    () =>
      studioUnder(
        { commune: { areas: ['vn.hn'] }, studio: { areas: ['vn.hn'] } },
        { change: { area: 'vn.hn.dongda' } },
      ),
  );
});
