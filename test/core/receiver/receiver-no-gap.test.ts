/** Two announcements without a gap between them: the second begins on its very sample, wherever the card is being filled. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';

const first = broadcast({ startS: 6, frames: 200 });
const second = broadcast({ startS: 10, frames: 200, number: 2 });
/** Ramps of 5 ms, and a sample. */
const RAMP_S = 0.006;

describe('an announcement that begins where another ends', () => {
  for (const cardSamples of [4_800, 9_600, 28_800]) {
    test(`is whole, from a card of ${cardSamples} samples`, () => {
      const pole = new Pole({ cardSamples }).until(30, ...first, ...second);
      pole.assertHeard(6 + RAMP_S, 10 - RAMP_S, 6);
      pole.assertHeard(10 + RAMP_S, 14 - RAMP_S, 10);
      const played = pole.reports('played');
      assert.deepEqual(
        played.map(({ why, heardS, firstSample, amplifier }) => [
          why,
          heardS,
          firstSample,
          amplifier,
        ]),
        [
          ['complete', 4, 0, 'read-back'],
          ['complete', 4, 0, 'read-back'],
        ],
      );
      assert.equal(pole.journal.filter(({ what }) => what === 'supply+').length, 1);
    });
  }

  test('is followed by a third, as short as a bundle', () => {
    const short = broadcast({ startS: 10, frames: 10, number: 2 });
    const third = broadcast({ startS: 10.2, frames: 100, number: 3 });
    const pole = new Pole({ cardSamples: 28_800 }).until(30, ...first, ...short, ...third);
    pole.assertHeard(10 + RAMP_S, 10.2 - RAMP_S, 10);
    pole.assertHeard(10.2 + RAMP_S, 12.2 - RAMP_S, 10.2);
  });

  test('gives way to an emergency that comes just then', () => {
    const change = { class: 'emergency' } as const;
    // Wanted from 1.5 s before it on.
    const emergency = broadcast({ startS: 11.5, frames: 100, number: 3, announceS: 8.5, change });
    const pole = new Pole().until(30, ...first, ...second, ...emergency);
    pole.assertHeard(11.5 + RAMP_S, 13.5 - RAMP_S, 11.5);
    const alarm = pole.reports('played').find(({ class: of }) => of === 'emergency');
    assert.deepEqual([alarm?.['why'], alarm?.['heardS']], ['complete', 2]);
  });

  test('is not heard where it was stopped before', () => {
    const pole = new Pole().until(9.95, ...first, ...second);
    pole.take({ on: 'stop-all', by: 'console' });
    pole.until(30);
    pole.assertQuiet(10.2, 20);
  });
});
