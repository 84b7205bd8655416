/**
 * More than anybody can say: announcements, sound, signatures, mandates and noise by the thousand, from whoever has the broker's
 * password. While each goes on, the issuer announces, and is heard whole and in its place.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../../../agent/core/limits.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { audioTopic, controlTopic, trustTopic } from '../../../agent/core/wire/topic.ts';
import { AREA, MORNING } from '../control/announcement-builder.ts';
import {
  STRANGE_TONE,
  announceText,
  announcedBy,
  assertBounded,
  assertOnly,
  attack,
  bundleBytes,
  message,
  newPole,
  onAudio,
  onControl,
  onTrust,
  refusedBy,
  sound,
  speech,
  stopText,
  strange,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import {
  REAL,
  REAL_CHAIN,
  realBundle,
  realChain,
  realJws,
  realKey,
} from '../trust/real-signing.ts';
import { tonePackets } from '../playout/tone-decoder.ts';

const ONCE: Saying = { startS: 5 };
const HEARD = [{ startS: 5 }];
const UNHEARD: RefusalCode = 'bundle.unknown-stream';

/** Comes so often from 1.5 s on, all through the announcement and its sound. */
const flood = (times: number, say: (index: number) => Timed[1]): Timed[] =>
  Array.from({ length: times }, (_, index) => [1.5 + (index * 4.5) / times, say(index)]);

const each = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const pick = <T>(among: readonly T[], index: number): T => among[index % among.length]!;

describe('a flood', () => {
  attack('of announcements without a mandate', { refused: ['chain.missing'], heard: HEARD }, () => {
    const forged = each(20, (index) =>
      onControl(
        announceText(strange({ startS: 5, number: 100 + index, by: REAL.stranger, chain: [] })),
      ),
    );
    return [...flood(2_000, (index) => pick(forged, index)), ...speech(ONCE)];
  });

  attack(
    'of announcements whose mandates have to be looked at',
    { refused: ['chain.signature'], heard: HEARD },
    () => {
      const [province] = REAL_CHAIN;
      const forged = each(50, (index) => {
        const [head, body] = province.split('.');
        const tail = Buffer.alloc(64, index + 1).toString('base64url');
        return onControl(
          announceText(
            strange({ startS: 5, number: 100 + index, chain: [`${head}.${body}.${tail}`] }),
          ),
        );
      });
      return [...flood(1_000, (index) => pick(forged, index)), ...speech(ONCE)];
    },
  );

  attack(
    'of bad signatures under the studio’s own mandates',
    { refused: ['trust.signature'], heard: HEARD },
    () => {
      const header = { kid: REAL.studio.id };
      const forged = each(50, (index) =>
        onControl(
          announceText(strange({ startS: 5, number: 100 + index, by: REAL.stranger, header })),
        ),
      );
      return [...flood(1_000, (index) => pick(forged, index)), ...speech(ONCE)];
    },
  );

  attack(
    'of what the studio itself has said before',
    { refused: ['session.unknown', 'trust.replayed'], heard: HEARD },
    () => {
      const said = onControl(stopText({ startS: 30, number: 9 }, 1));
      return [[1, said], ...flood(1_000, () => said), ...speech(ONCE)];
    },
  );

  attack('of sound of streams that nobody announced', { refused: [UNHEARD], heard: HEARD }, () => {
    const forged = each(50, (index) =>
      onAudio(bundleBytes(strange({ startS: 5, number: 100 + index }), 0)),
    );
    return [...flood(2_000, (index) => pick(forged, index)), ...speech(ONCE)];
  });

  attack(
    'of badly signed sound of the stream that is on the air',
    { refused: ['bundle.signature', UNHEARD], heard: HEARD },
    () => {
      const { streamId } = announcedBy(ONCE);
      const forged = each(50, (index) =>
        onAudio(
          realBundle(
            { streamId, sequence: index, packets: tonePackets(STRANGE_TONE, 10), last: false },
            REAL.stranger,
          ),
        ),
      );
      return [...flood(1_000, (index) => pick(forged, index)), ...speech(ONCE)];
    },
  );

  attack(
    'of the stream’s own sound, again and again',
    { refused: ['bundle.duplicate', UNHEARD], heard: HEARD },
    () => {
      const own = each(5, (index) => onAudio(bundleBytes(ONCE, 10 * index)));
      return [...flood(1_000, (index) => pick(own, index)), ...speech(ONCE)];
    },
  );

  attack(
    'of mandates and lists that nobody gave',
    { refused: ['chain.root', 'revocations.root', 'trust.oversized'], heard: HEARD },
    () => {
      const forged = each(50, (index) => {
        const root = realKey(300 + index);
        const list = realJws(
          { version: index + 1, keys: [REAL.studio.id], mandates: [] },
          { by: root, kind: 'revocations' },
        );
        return onTrust(realChain({ root }).join(' '), list);
      });
      const long = onTrust('x\n'.repeat(LIMITS.trustStatementsMax + 1));
      return [
        ...flood(1_000, (index) => (index % 10 === 0 ? long : pick(forged, index))),
        ...speech(ONCE),
      ];
    },
  );

  attack('of lists in the root’s name', { refused: ['trust.signature'], heard: HEARD }, () => {
    const header = { kid: REAL.root.id };
    const forged = each(50, (index) =>
      onTrust(
        realJws(
          { version: index + 1, keys: [REAL.studio.id], mandates: [] },
          { by: REAL.stranger, kind: 'revocations', header },
        ),
      ),
    );
    return [...flood(500, (index) => pick(forged, index)), ...speech(ONCE)];
  });

  attack(
    'of noise on every topic that the box listens to',
    { refused: ['bundle.magic', 'control.not-jws'], heard: HEARD },
    () => {
      const topics = [
        audioTopic(AREA),
        controlTopic(AREA),
        trustTopic(AREA),
        controlTopic('vn'),
        audioTopic('vn.hn'),
      ];
      return [
        ...flood(3_000, (index) =>
          message(pick(topics, index), Buffer.alloc(1 + (index % 300), 200)),
        ),
        ...speech(ONCE),
      ];
    },
  );

  attack(
    'of messages on topics that are not the box’s',
    { refused: ['topic.not-ours', 'topic.unparsable'], heard: HEARD },
    () => {
      const forged = announceText(strange({ startS: 5, by: REAL.stranger, chain: [] }));
      const topics = [
        'loa/1/area/vn.hcm/control',
        'loa/1/area/vn.hn.langhax/audio',
        'loa/1/box/x/command/y',
        `loa/${'x'.repeat(5_000)}`,
      ];
      return [...flood(2_000, (index) => message(pick(topics, index), forged)), ...speech(ONCE)];
    },
  );
});

describe('an authority that has gone mad', () => {
  test('and mandates more issuers than are remembered does not make the box forget what it accepted', () => {
    const said = onControl(stopText({ startS: 30, number: 9 }, 1));
    const pole = newPole().until(1.2, [1, said]);
    const mad = each(3 * LIMITS.issuersMax, (index): Timed => {
      const key = realKey(2_000 + index);
      const atS = 1.5 + index * 0.01;
      const chain = realChain({ studio: { key: key.publicKey } });
      return [atS, onControl(stopText({ startS: 30, number: 9, by: key, chain }, atS))];
    });
    pole.until(15, ...mad, [4, said], ...speech({ startS: 8 }));
    assertOnly(pole, [{ startS: 8 }]);
    assertBounded(pole);
    assert.deepEqual(refusedBy(pole), ['session.unknown', 'trust.forgotten']);
    const forgottenUntil = pole.stored.at(-1)?.trust.heard.forgottenUntil ?? 0;
    assert.ok(
      forgottenUntil > after(MORNING, US_PER_S) && forgottenUntil < after(MORNING, 3 * US_PER_S),
    );
  });

  test('falls silent, and all that it mandated, once it is revoked', () => {
    const mad = each(10, (index): Timed => {
      const key = realKey(2_000 + index);
      const chain = realChain({ studio: { key: key.publicKey } });
      return [
        2 + index * 0.01,
        onControl(announceText(strange({ startS: 5, number: 20 + index, by: key, chain }))),
      ];
    });
    const revoked = realJws(
      { version: 1, keys: [REAL.commune.id], mandates: [] },
      { by: REAL.root, kind: 'revocations' },
    );
    const province = {
      chain: [realChain()[0]],
      by: REAL.province,
      change: { issuer: 'tinh-ha-noi' },
    };
    const pole = newPole().until(
      15,
      ...mad,
      [3, onTrust(revoked)],
      ...sound(strange({ startS: 5, number: 20 })),
      ...speech({ ...province, startS: 8 }),
    );
    assertOnly(pole, [{ startS: 8 }]);
    assertBounded(pole);
  });
});

describe('whoever has the broker’s password', () => {
  test('has everything that was ever said, and with all of it together is not heard', () => {
    const genuine = speech({ startS: 5, frames: 100 });
    const pole = newPole().until(9, ...genuine);
    const everything = genuine.flatMap(([atS, input], index): Timed[] => {
      if (!('payload' in input)) return [];
      const later = 10 + index * 0.05;
      return [
        [later, input],
        [later + 0.01, { ...input, retained: true }],
        [later + 0.02, { ...input, topic: controlTopic('vn') }],
        [later + 0.03, { ...input, topic: audioTopic('vn.hn') }],
        [later + 0.04, { ...input, topic: trustTopic(AREA) }],
        [atS + 12, { ...input, payload: input.payload.subarray(1) }],
      ];
    });
    pole.until(
      30,
      ...everything,
      ...speech(strange({ startS: 15, by: REAL.stranger, chain: REAL_CHAIN })),
    );
    assertOnly(pole, [{ startS: 5, frames: 100 }]);
    assertBounded(pole);
  });
});
