/** What was true once is said again: at once, later, after a power cut, by a clock that was set back, by a broker that held it back. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../../../agent/core/limits.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { audioTopic, controlTopic } from '../../../agent/core/wire/topic.ts';
import { AREA, MORNING } from '../control/announcement-builder.ts';
import {
  again,
  announceText,
  announcedBy,
  assertBounded,
  assertOnly,
  attack,
  bundleBytes,
  controlOf,
  message,
  newPole,
  onAudio,
  onControl,
  rebooted,
  refusedBy,
  renewText,
  sound,
  speech,
  stopText,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import { REAL, realChain, realKey } from '../trust/real-signing.ts';

const ONCE: Saying = { startS: 5 };
const HEARD = [{ startS: 5 }];

describe('said again', () => {
  attack('an announcement at once', { refused: ['trust.replayed'], heard: HEARD }, () => [
    ...speech(ONCE),
    [2.001, onControl(announceText(ONCE))],
  ]);

  attack(
    'a whole broadcast, sound and all, four seconds after it was heard',
    { refused: ['bundle.unknown-stream', 'trust.replayed'], heard: HEARD },
    () => [...speech(ONCE), ...again(speech(ONCE), 7)],
  );

  attack(
    'a stopped announcement',
    { refused: ['bundle.unknown-stream', 'trust.replayed'], heard: [] },
    () => [
      [2, onControl(announceText(ONCE))],
      [2.5, onControl(stopText(ONCE, 2.5))],
      [3, onControl(announceText(ONCE))],
      ...sound(ONCE),
    ],
  );

  attack(
    'a renewal, so that a lease that nobody renews any more never ends',
    { refused: ['trust.replayed'], heard: [{ startS: 5, frames: 300, untilS: 8.5 }] },
    () => {
      const long = { ...ONCE, frames: 300, change: { leaseUs: 3 * US_PER_S } };
      const renewal = onControl(renewText(long, 5.5));
      const repeats = Array.from({ length: 8 }, (_, index): Timed => [5.6 + index * 0.5, renewal]);
      // The sound itself is held up, so that what ends it can only be the lease.
      const upToEnd = sound(long).filter(([atS]) => atS < 8);
      return [
        [2, onControl(announceText(long))],
        [4, onControl(renewText(long, 4))],
        [5.5, renewal],
        ...upToEnd,
        ...repeats,
      ];
    },
  );

  attack(
    'the stop of the announcement before this one',
    { refused: ['trust.replayed'], heard: [{ startS: 7 }] },
    () => {
      const next = { number: 2, startS: 7, atS: 4 };
      const stop = onControl(stopText(ONCE, 3));
      return [[2, onControl(announceText(ONCE))], [3, stop], ...speech(next), [7.2, stop]];
    },
  );

  attack(
    'a bundle that was heard, a second later',
    { refused: ['bundle.duplicate'], heard: HEARD },
    () => [...speech(ONCE), [5.9, onAudio(bundleBytes(ONCE, 0))]],
  );
});

describe('after a power cut', () => {
  const cut = () => newPole().until(8, ...speech(ONCE));

  for (const [knows, trusted] of [
    ['that knows the time', true],
    ['that does not know the time', false],
  ] as const) {
    test(`a whole broadcast to a box ${knows}`, () => {
      const pole = rebooted(cut(), 10, trusted).until(12, ...speech(ONCE));
      assertOnly(pole, []);
      assertBounded(pole);
      assert.deepEqual(refusedBy(pole), ['bundle.unknown-stream', 'trust.replayed']);
    });
  }

  test('in the middle of the broadcast, what was sent before the cut', () => {
    const pole = newPole().until(5.5, ...speech({ ...ONCE, frames: 200 }));
    const back = rebooted(pole, 6).until(8, ...again(speech({ ...ONCE, frames: 200 }), -1));
    assertOnly(back, []);
    assert.deepEqual(refusedBy(back), ['bundle.unknown-stream', 'trust.replayed']);
  });

  test('before anything was acted upon the sequence was stored', () => {
    const pole = newPole().until(1);
    const effects = pole.take(onControl(announceText({ startS: 5, atS: 1 })));
    const names = effects.map((effect) => effect.do);
    assert.equal(names[0], 'store');
    assert.deepEqual(
      pole.stored.at(-1)?.trust.heard.issuers.map(({ key }) => key),
      [REAL.studio.id],
    );
  });
});

describe('a clock that was set back', () => {
  attack(
    'a day, and the day before is said again',
    { refused: ['bundle.unknown-stream', 'trust.replayed'], heard: HEARD },
    () => [
      ...speech(ONCE),
      [
        8,
        {
          on: 'clock',
          clock: { utcMinusMonoUs: MORNING - 8 * US_PER_S, errorUs: 100, trusted: true },
        },
      ],
      ...again(speech(ONCE), 8),
    ],
  );

  test('while the box was off, and the day before is said again', () => {
    const before = newPole().until(8, ...speech(ONCE));
    const pole = rebooted(before, 0).until(8, ...speech(ONCE));
    assertOnly(pole, []);
    assert.deepEqual(refusedBy(pole), ['bundle.unknown-stream', 'trust.replayed']);
  });
});

describe('kept by the broker', () => {
  attack(
    'a retained announcement',
    { refused: ['bundle.unknown-stream', 'retained.control'] },
    () => [[2, message(controlTopic(AREA), announceText(ONCE), true)], ...sound(ONCE)],
  );

  attack(
    'retained sound of an announcement that is on the air',
    { refused: ['retained.audio'] },
    () => [
      [2, onControl(announceText(ONCE))],
      ...sound(ONCE).map(([atS], index): Timed => [
        atS,
        message(audioTopic(AREA), bundleBytes(ONCE, index * 10), true),
      ]),
    ],
  );

  for (const [heldS, refused] of [
    [61, ['bundle.unknown-stream', 'trust.stale']],
    [3_600, ['bundle.unknown-stream', 'trust.stale']],
  ] as const) {
    attack(`a broadcast held back for ${heldS} s and then let go`, { refused }, () =>
      again(speech({ ...ONCE, startS: 5 - heldS }), heldS),
    );
  }

  attack(
    'an announcement held back, overtaken by the next, then let go',
    { refused: ['trust.replayed'], heard: [{ startS: 6 }] },
    () => [...speech({ number: 2, startS: 6, atS: 3 }), [3.5, onControl(announceText(ONCE))]],
  );

  test('everything, over a power cut, let go on a box that does not know the time', () => {
    // It was on for two hours; what is let go was issued in the first.
    const before = newPole().until(7_200);
    const pole = rebooted(before, 7_300, false).until(
      12,
      ...again(speech({ ...ONCE, startS: 605 }), -600),
    );
    assertOnly(pole, []);
    assert.deepEqual(refusedBy(pole), ['bundle.unknown-stream', 'trust.stale']);
  });
});

describe('sequences', () => {
  attack(
    'at their highest there is nothing beyond, and nothing before comes again',
    { refused: ['control.field', 'trust.replayed'], heard: HEARD },
    () => {
      const at = (sequence: number): Saying => ({ ...ONCE, change: { sequence } });
      return [
        ...speech(at(Number.MAX_SAFE_INTEGER)),
        ...[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, 0, -1].map(
          (sequence, index): Timed => [
            3 + index * 0.1,
            onControl(announceText({ ...at(sequence), number: 2 })),
          ],
        ),
      ];
    },
  );

  attack(
    'used up by another key under the same name',
    { refused: ['session.unknown'], heard: [{ startS: 8 }] },
    () => {
      const twin = realKey(99);
      const chain = realChain({ studio: { key: twin.publicKey } });
      const spent = { ...ONCE, by: twin, chain, change: { sequence: Number.MAX_SAFE_INTEGER } };
      const payload = { ...announcedBy(spent), type: 'stop' as const };
      const { id, issuer, area, sequence, issuedAt, expiresAt } = payload;
      const stop = { type: 'stop', id, issuer, area, sequence, issuedAt, expiresAt };
      return [[2, onControl(controlOf(stop, spent))], ...speech({ number: 2, startS: 8 })];
    },
  );

  test('of more issuers than are remembered: whoever is forgotten is not heard twice', () => {
    const pole = newPole().until(8, ...speech(ONCE));
    const others = Array.from({ length: LIMITS.issuersMax }, (_, index): Timed => {
      const key = realKey(1_000 + index);
      const chain = realChain({ studio: { key: key.publicKey } });
      return [
        8.1 + index * 0.01,
        onControl(stopText({ startS: 20, number: 9, by: key, chain }, 8.1 + index * 0.01)),
      ];
    });
    pole.until(9, ...others);
    assert.ok(!pole.stored.at(-1)?.trust.heard.issuers.some(({ key }) => key === REAL.studio.id));
    pole.until(20, ...again(speech(ONCE), 8));
    assertOnly(pole, HEARD);
    assertBounded(pole);
    assert.deepEqual(refusedBy(pole), [
      'bundle.unknown-stream',
      'session.unknown',
      'trust.forgotten',
    ]);
    const stored = pole.stored.at(-1);
    assert.equal(stored?.trust.heard.forgottenUntil, after(MORNING, 2 * US_PER_S));
  });

  test('of more issuers than are remembered, dated far ahead to a box without the time: nobody is silenced', () => {
    const pole = newPole();
    pole.setClock(0, false);
    const hourS = 3_600;
    const change = { expiresAt: after(MORNING, 2 * hourS * US_PER_S) };
    const liars = Array.from({ length: LIMITS.issuersMax + 8 }, (_, index): Timed => {
      const key = realKey(2_000 + index);
      const chain = realChain({ studio: { key: key.publicKey } });
      return [
        1 + index * 0.01,
        onControl(stopText({ startS: hourS, number: 9, by: key, chain, change }, hourS + index)),
      ];
    });
    pole.until(2, ...liars);
    pole.setClock(0, true);
    pole.until(20, ...speech({ startS: 10 }));
    assertOnly(pole, [{ startS: 10 }]);
    assertBounded(pole);
    assert.deepEqual(refusedBy(pole), ['session.unknown', 'trust.forgotten']);
  });
});
