/** A line that is closed a little late, because timers are: what already flows to the card is not held back once more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';

/** The line is due 1 s after the supply, which is wanted 1.5 s before the sound. */
const LINE_S = 5.5;
const LATE_S = 0.002;
/** In steps of 1 ms, so that one of them ends a block within the time by which the line is late. */
const CARDS = Array.from({ length: 51 }, (_, index) => 4_800 + 48 * index);

test('an announcement is heard from its very sample, wherever the card stands when the line is late', () => {
  for (const cardSamples of CARDS) {
    const pole = new Pole({ cardSamples });
    pole.until(LINE_S - 0.0001, ...broadcast({ startS: 6, frames: 100 }));
    pole.standStill(0.0001 + LATE_S).until(12);
    pole.assertQuiet(5, 6);
    pole.assertHeard(6.005, 7.995, 6);
    const [report] = pole.reports('played');
    assert.equal(report?.['stretchedSamples'], 0, `with a card of ${cardSamples} samples`);
  }
});
