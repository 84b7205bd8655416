/** What is on stays on for its time, whatever is withdrawn meanwhile; and what must be off at once is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import { CONFIG } from '../control/announcement-builder.ts';
import { broadcast, type Broadcast, type Timetable } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';

/** Its supply comes on at 4.5 s, its line at 5.5 s: a relay stays on for 2 s at least, and rests for 3 s. */
const BULLETIN: Broadcast = { startS: 6, frames: 500 };
const STOP: Input = { on: 'stop-all', by: 'console' };

const lived = (...more: Timetable): string[] =>
  new Pole().until(20, ...broadcast(BULLETIN), ...more).switchings.slice(2);

describe('an announcement that is withdrawn while its amplifier warms', () => {
  test('leaves the supply on until it has been on for 2 s, and the line open', () => {
    assert.deepEqual(lived([5, STOP]), ['supply+ 4.5', 'line- 6.5', 'supply- 6.5']);
  });

  test('late in a long warm-up has nothing to wait for', () => {
    const amplifier = { ...CONFIG.amplifier, warmUpUs: 3 * US_PER_S };
    const pole = new Pole({ config: { amplifier } }).until(20, ...broadcast(BULLETIN), [5.2, STOP]);
    // As soon as it has rested from the start of the process.
    assert.deepEqual(pole.switchings.slice(2), ['supply+ 3', 'line- 5.2', 'supply- 5.2']);
  });

  test('and is followed by another costs no switching, and no word of that', () => {
    const next = { number: 2, startS: 8, announceS: 6.4, frames: 100 };
    const pole = new Pole().until(20, ...broadcast(BULLETIN), [5, STOP], ...broadcast(next));
    assert.deepEqual(pole.switchings.slice(2), [
      'supply+ 4.5',
      'line+ 6.4',
      'line- 12',
      'supply- 12',
    ]);
    pole.assertHeard(8.005, 9.995, 8);
  });

  test('in the last moment of its warm-up, too', () => {
    const next = { number: 2, startS: 8.5, announceS: 6.49, frames: 100 };
    const pole = new Pole().until(20, ...broadcast(BULLETIN), [5.49, STOP], ...broadcast(next));
    assert.deepEqual(pole.switchings.slice(2, 4), ['supply+ 4.5', 'line+ 6.49']);
    pole.assertHeard(8.505, 10.495, 8.5);
  });
});

describe('what must be off at once', () => {
  const short: Input = { on: 'sensors', readings: { line: 1 } };
  const hot: Input = { on: 'sensors', readings: { temperatureC: 97 } };
  const CAUSES: readonly (readonly [string, Timetable, number])[] = [
    ['by the kill switch', [[5, { on: 'switch', isThrown: true }]], 5],
    ['by the end of the agent', [[5, { on: 'shutdown' }]], 5],
    [
      'by a short on the line to the horns',
      [
        [4.9, short],
        [5, short],
      ],
      5,
    ],
    ['by heat', [[5, hot]], 5],
  ];
  for (const [why, timetable, offS] of CAUSES) {
    test(`is, ${why}, while it warms`, () => {
      const off = [`line- ${offS}`, `supply- ${offS}`];
      assert.deepEqual(lived(...timetable).slice(0, 3), ['supply+ 4.5', ...off]);
    });

    test(`is, ${why}, while it is on for nobody`, () => {
      const off = [`line- ${offS}`, `supply- ${offS}`];
      const withdrawn: Timetable = [[4.6, STOP]];
      assert.deepEqual(lived(...withdrawn, ...timetable).slice(0, 3), ['supply+ 4.5', ...off]);
    });
  }
});

test('a line that is held for nothing stays closed for its time all the same', () => {
  const amplifier = { ...CONFIG.amplifier, holdUs: 0, minimumOnUs: 4 * US_PER_S };
  const pole = new Pole({ config: { amplifier } });
  pole.until(20, ...broadcast({ startS: 6, frames: 50 }));
  pole.assertHeard(6.005, 6.995, 6);
  assert.deepEqual(pole.switchings.slice(2), [
    'supply+ 4.5',
    'line+ 5.5',
    'line- 9.5',
    'supply- 9.5',
  ]);
});
