/** A card of 400 ms and more, given all that has come: what is late is waited for, and whoever comes next finds the card free. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { US_PER_MS } from '../../../agent/core/vocabulary.ts';
import { CONFIG } from '../control/announcement-builder.ts';
import {
  broadcast,
  stopped,
  type Broadcast,
  type Timetable,
} from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

const CARD_SAMPLES = 19_200;
const BULLETIN: Broadcast = { startS: 6, frames: 300 };

/** What would arrive from `fromS` on arrives at `untilS`. */
const stalled = (timetable: Timetable, fromS: number, untilS: number): Timetable =>
  timetable.map(([atS, input]) => [atS >= fromS && atS < untilS ? untilS : atS, input]);

const lostOf = (pole: Pole): unknown[] => {
  const { heardS, lateFrames, concealedFrames, jumps } = pole.reports('played')[0] ?? {};
  return [heardS, lateFrames, concealedFrames, jumps];
};

// A bundle is heard 1.2 s after it arrives; what follows it must be there while 140 ms are left in the card, and 30 ms for the asking.
for (const stallS of [0.8, 1.0]) {
  test(`a line that stalls for ${stallS} s is not heard`, () => {
    const pole = new Pole({ cardSamples: CARD_SAMPLES });
    pole.until(20, ...stalled(broadcast(BULLETIN), 8, 8 + stallS));
    pole.assertHeard(6.005, 11.995, 6);
    assert.deepEqual(lostOf(pole), [6, 0, 0, 0]);
  });
}

test('what the stall was too long for is made up in pieces, and the rest is heard in its place', () => {
  const pole = new Pole({ cardSamples: CARD_SAMPLES });
  pole.until(20, ...stalled(broadcast(BULLETIN), 8, 9.3));
  pole.assertHeard(6.005, 9.19, 6);
  pole.assertHeard(9.5, 11.995, 6);
  const [heardS, , concealedFrames, jumps] = lostOf(pole);
  assert.ok(Number(heardS) > 5.7 && Number(concealedFrames) > 0 && jumps === 0, String(heardS));
  assertSmooth(pole.card.heard(0, 20));
});

test('a stop is heard when the card has played out what it was given: 400 ms', () => {
  const pole = new Pole({ cardSamples: CARD_SAMPLES });
  pole.until(20, ...broadcast(BULLETIN), stopped(BULLETIN, 8.5));
  pole.assertHeard(6.005, 8.85, 6);
  pole.assertQuiet(8.91, 20);
  assertSmooth(pole.card.heard(0, 20));
});

for (const [bufferMs, warmUpMs] of [
  [400, 0],
  [600, 0],
  [600, 1_000],
] as const) {
  test(`an emergency is heard from its very sample over a card of ${bufferMs} ms, behind an amplifier of ${warmUpMs} ms`, () => {
    const warmUpUs = warmUpMs * US_PER_MS;
    const amplifier = { ...CONFIG.amplifier, warmUpUs, emergencyWarmUpUs: warmUpUs };
    const pole = new Pole({ cardSamples: bufferMs * 48, config: { amplifier } });
    pole.until(
      20,
      ...broadcast(BULLETIN),
      ...broadcast({ number: 2, startS: 9.011, frames: 100, change: { class: 'emergency' } }),
    );
    pole.assertHeard(6.005, 9.011 - warmUpMs / 1e3 - 0.5, 6);
    pole.assertHeard(9.016, 11.006, 9.011);
    assertSmooth(pole.card.heard(0, 20));
  });
}
