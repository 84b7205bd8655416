/** An emergency over what is on the air, and the way back: nobody is heard twice, cut with a click, or forgotten. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BulletinClass } from '../../../agent/core/vocabulary.ts';
import { announced, broadcast, stopped, type Broadcast } from '../head-end/broadcast-timetable.ts';
import { controlInput } from '../control/announcement-builder.ts';
import { Pole } from './pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

/** The tones of a test are steeper than the tone that stands for speech. */
const MARKER_STEP_MAX = 6_000 * ((2 * Math.PI * 1_000) / 48_000) + 8_000 / 240 + 1;

/** A bulletin from 6 to 16 s, and another from 10 to 12 s. */
const FIRST: Broadcast = { startS: 6, frames: 500 };
const SECOND: Broadcast = { number: 2, startS: 10, frames: 100 };

const both = (first: BulletinClass, second: BulletinClass): Pole =>
  new Pole().until(
    30,
    ...broadcast({ ...FIRST, change: { class: first } }),
    ...broadcast({ ...SECOND, change: { class: second } }),
  );

const heardOf = (pole: Pole, number: number) =>
  pole.reports('played').find(({ id }) => String(id).endsWith(String(number)));

for (const [first, second] of [
  ['normal', 'priority'],
  ['normal', 'emergency'],
  ['priority', 'emergency'],
] as const) {
  describe(`${second} over ${first}`, () => {
    const pole = both(first, second);

    test('fades out the one, is heard whole, and gives way to the rest of the first, in its place', () => {
      // The speaker is wanted 1.5 s before the second starts; 100 ms are in the card, 30 ms until it asks again.
      pole.assertHeard(6.005, 8.55, 6);
      pole.assertQuiet(8.64, 10);
      pole.assertHeard(10.005, 11.995, 10);
      pole.assertHeard(12.06, 15.995, 6);
      pole.assertQuiet(16, 30);
    });

    test('clicks nowhere', () => assertSmooth(pole.card.heard(0, 30)));

    test('keeps the amplifier on throughout', () => {
      assert.deepEqual(pole.switchings.slice(2), [
        'supply+ 4.5',
        'line+ 5.5',
        'line- 18',
        'supply- 18',
      ]);
      assert.equal(pole.card.opened, 1);
    });

    test('is reported as it was', () => {
      assert.equal(heardOf(pole, 2)?.['heardS'], 2);
      const { why, heardS, lateFrames, concealedFrames, jumps } = heardOf(pole, 1) ?? {};
      assert.deepEqual([why, lateFrames, concealedFrames, jumps], ['complete', 0, 0, 0]);
      assert.ok(Number(heardS) > 6.4 && Number(heardS) < 6.7);
    });
  });
}

for (const [first, second] of [
  ['normal', 'normal'],
  ['priority', 'normal'],
  ['emergency', 'emergency'],
  ['emergency', 'priority'],
] as const) {
  test(`${second} does not disturb ${first}, and is over before its turn comes`, () => {
    const pole = both(first, second);
    pole.assertHeard(6.005, 15.995, 6);
    assert.equal(heardOf(pole, 1)?.['heardS'], 10);
    assert.equal(heardOf(pole, 2)?.['why'], 'complete');
    assert.equal(heardOf(pole, 2)?.['heardS'], 0);
  });
}

for (const bulletinClass of ['normal', 'emergency'] as const) {
  test(`${bulletinClass} in earnest ends a test of its class that is on the air, and the test does not come back`, () => {
    const pole = new Pole().until(
      30,
      ...broadcast({ ...FIRST, change: { class: bulletinClass, kind: 'test' } }),
      ...broadcast({ ...SECOND, change: { class: bulletinClass } }),
    );
    pole.assertHeard(10.005, 11.995, 10);
    pole.assertQuiet(12, 30);
    assert.equal(heardOf(pole, 1)?.['why'], 'displaced');
    assertSmooth(pole.card.heard(0, 30), 0, MARKER_STEP_MAX);
  });
}

test('a test waits for what is on the air in earnest, and is marked when its turn comes', () => {
  const pole = new Pole().until(
    30,
    ...broadcast({ ...FIRST, frames: 200 }),
    ...broadcast({ ...SECOND, startS: 8, frames: 300, change: { kind: 'test' } }),
  );
  pole.assertHeard(6.005, 9.995, 6);
  // 1.05 s of tones and a gap of 0.25 s from 10 s on, and the tones again from 14.25 s on.
  pole.assertHeard(11.306, 13.995, 8);
  const { why, heardS, toneS } = heardOf(pole, 2) ?? {};
  assert.deepEqual([why, toneS, heardS], ['complete', 2.1, 2.7]);
});

test('an emergency that is called off within the fade leaves the bulletin as it was', () => {
  const pole = new Pole();
  const emergency: Broadcast = { ...SECOND, change: { class: 'emergency' } };
  pole.until(8.5, ...broadcast(FIRST), [7, controlInput(announced(emergency))]);
  // 8.5 s: the bulletin has just been told to fade; its card has not asked for sound since.
  pole.take(stopped(emergency, 8.5)[1]);
  pole.until(30);
  pole.assertHeard(6.005, 15.995, 6);
  assert.equal(heardOf(pole, 1)?.['heardS'], 10);
  assert.equal(heardOf(pole, 2)?.['why'], 'stopped');
});

test('an emergency that is called off before its words gives the speaker back', () => {
  const emergency: Broadcast = { ...SECOND, change: { class: 'emergency' } };
  const pole = new Pole().until(
    30,
    ...broadcast(FIRST),
    [7, controlInput(announced(emergency))],
    stopped(emergency, 9),
  );
  pole.assertHeard(9.17, 15.995, 6);
  assertSmooth(pole.card.heard(0, 30));
});

test('an emergency that never comes gives the speaker back after 5 s of nothing', () => {
  const emergency: Broadcast = { ...SECOND, frames: 500, change: { class: 'emergency' } };
  const pole = new Pole().until(
    40,
    ...broadcast({ ...FIRST, frames: 700 }),
    ...broadcast({ ...emergency, arrives: () => false }),
  );
  pole.assertQuiet(8.64, 14.9);
  pole.assertHeard(15.1, 19.995, 6);
  assert.equal(heardOf(pole, 2)?.['why'], 'stalled');
});

test('a full box makes room for an emergency, and reports whom it gave up', () => {
  const waiting = Array.from({ length: 7 }, (_, index) =>
    broadcast({ number: index + 2, startS: 40, frames: 10, announceS: 6.1 + index / 10 }),
  );
  const emergency = broadcast({
    number: 9,
    startS: 10,
    frames: 100,
    change: { class: 'emergency' },
  });
  const pole = new Pole().until(14, ...broadcast(FIRST), ...waiting.flat(), ...emergency);
  pole.assertHeard(10.005, 11.995, 10);
  assert.deepEqual(
    pole.reports('played').map(({ id, why }) => [String(id).slice(-1), why]),
    [
      ['8', 'displaced'],
      ['9', 'complete'],
    ],
  );
});
