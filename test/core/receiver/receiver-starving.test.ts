/** A stream that gives nothing for five seconds loses the speaker; one that has frames in hand has given something. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';

/** Heard from 6 s to 8 s; then 5.2 s are lost, and the last 0.8 s come in time. */
const LOST = { startS: 6, frames: 400, arrives: (bundle: number) => bundle < 10 || bundle >= 36 };

describe('a stream that was lost for longer than the speaker waits', () => {
  test('is heard to its end where its last frames are already in hand', () => {
    const pole = new Pole().until(20, ...broadcast(LOST));
    pole.assertHeard(6.005, 7.995, 6);
    pole.assertQuiet(8.2, 13.2);
    pole.assertHeard(13.21, 13.99, 6);
    assert.equal(pole.reports('played')[0]?.['why'], 'complete');
  });

  test('gives the amplifier back where nothing is in hand', () => {
    const arrives = (bundle: number) => bundle < 10;
    const pole = new Pole().until(16, ...broadcast({ ...LOST, frames: 1_000, arrives }));
    // 5 s after its last frame, which the card takes 100 ms early, and 2 s of hold.
    assert.deepEqual(
      pole.journal.slice(4).map(({ atS, what }) => `${what} ${atS.toFixed(1)}`),
      ['line- 14.9', 'supply- 14.9'],
    );
  });
});
