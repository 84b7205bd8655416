/** The kill switch and the stop of somebody at the box: silence within the fade, amplifier off, and what comes back after it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import { BULLETIN_CLASSES } from '../../../agent/core/vocabulary.ts';
import { broadcast, type Broadcast, type Timetable } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

/** From 6 to 16 s; renewed at 8 and at 13 s. */
const BULLETIN: Broadcast = { startS: 6, frames: 500 };

const thrown = (atS: number): Timetable[number] => [atS, { on: 'switch', isThrown: true }];
const released = (atS: number): Timetable[number] => [atS, { on: 'switch', isThrown: false }];
const stopAll: Input = { on: 'stop-all', by: 'console' };

/** 100 ms are in the card, 30 ms until it asks again, 5 ms of ramp. */
const FADED_S = 0.14;

const whysOf = (pole: Pole) =>
  pole.reports('played').map(({ id, why }) => `${String(id).slice(-1)} ${String(why)}`);

describe('the kill switch, thrown in mid-word', () => {
  for (const bulletinClass of BULLETIN_CLASSES) {
    const pole = new Pole().until(
      30,
      ...broadcast({ ...BULLETIN, change: { class: bulletinClass } }),
      thrown(9),
    );

    test(`fades out ${bulletinClass}, at once and without a click`, () => {
      pole.assertHeard(6.005, 9.06, 6);
      pole.assertQuiet(9 + FADED_S, 30);
      assertSmooth(pole.card.heard(0, 30));
    });

    test(`lets the amplifier go without holding it, after ${bulletinClass}`, () => {
      const [line, supply, ...more] = pole.journal.slice(4);
      assert.deepEqual([line?.what, supply?.what, more], ['line-', 'supply-', []]);
      assert.ok(supply!.atS > 9.07 && supply!.atS < 9 + FADED_S, `off at ${supply!.atS}`);
    });

    test(`is reported at once, and ${bulletinClass} as ended by it`, () => {
      const told = pole.published.find(({ publication: { topic, payload } }) => {
        return topic.endsWith('/telemetry') && payload.includes('"killSwitch":true');
      });
      assert.equal(told?.atS, 9);
      assert.deepEqual(whysOf(pole), ['1 switch']);
      assert.ok(pole.events().includes('switch.thrown'));
    });
  }
});

describe('while the switch is thrown', () => {
  test('nothing is accepted, switched on or played; each announcement is counted as refused', () => {
    const pole = new Pole().until(
      29,
      thrown(1),
      ...broadcast({ ...BULLETIN, change: { class: 'emergency' } }),
    );
    pole.assertQuiet(0, 29);
    assert.deepEqual(pole.switchings, ['line- 0', 'supply- 0']);
    pole.until(31);
    assert.deepEqual(pole.reports('telemetry').at(-1)?.['refusals'], {
      'switch.thrown': 3,
      'bundle.unknown-stream': 50,
    });
  });

  test('an amplifier that was just being warmed goes off, and a session that waited is over', () => {
    const pole = new Pole().until(30, ...broadcast(BULLETIN), thrown(5));
    assert.deepEqual(pole.switchings.slice(2), ['supply+ 4.5', 'line- 5', 'supply- 5']);
    pole.assertQuiet(0, 30);
    assert.deepEqual(whysOf(pole), ['1 switch']);
  });

  test('a card that asks for nothing any more does not keep the amplifier on', () => {
    const pole = new Pole().until(8, ...broadcast(BULLETIN));
    pole.pullCard();
    pole.until(8.01);
    pole.take({ on: 'switch', isThrown: true });
    pole.until(20);
    assert.deepEqual(
      pole.journal.slice(4).map(({ what }) => what),
      ['line-', 'supply-'],
    );
    assert.ok(pole.journal.at(-1)!.atS < 9);
  });
});

describe('once the switch is released', () => {
  test('what it silenced stays over, however often it is renewed', () => {
    const pole = new Pole().until(30, ...broadcast(BULLETIN), thrown(7), released(7.5));
    pole.assertQuiet(7 + FADED_S, 30);
    assert.deepEqual(whysOf(pole), ['1 switch']);
  });

  test('what was announced meanwhile is joined by its next renewal, as by a box that was off', () => {
    const pole = new Pole().until(30, thrown(1), ...broadcast(BULLETIN), released(7));
    pole.assertQuiet(0, 9.2);
    // Renewed at 8 s, when the bundle comes that belongs to 9.2 s.
    pole.assertHeard(9.205, 15.995, 6);
    assert.deepEqual(whysOf(pole), ['1 complete']);
  });

  test('what is announced after it is heard', () => {
    const pole = new Pole().until(
      40,
      ...broadcast(BULLETIN),
      thrown(7),
      released(9),
      ...broadcast({ number: 2, startS: 20, frames: 100 }),
    );
    pole.assertHeard(20.005, 21.995, 20);
  });

  test('a switch that says the same again says nothing', () => {
    const pole = new Pole().until(2, released(1), released(1.5));
    assert.deepEqual(pole.reports('telemetry'), []);
    assert.ok(!pole.events().includes('switch.released'));
  });
});

describe('a stop of somebody at the box', () => {
  const second: Broadcast = { number: 2, startS: 12, frames: 100, announceS: 6 };
  const pole = new Pole().until(
    40,
    ...broadcast(BULLETIN),
    ...broadcast(second),
    [9, stopAll],
    ...broadcast({ number: 3, startS: 20, frames: 100 }),
  );

  test('ends what is on the air and what waits, and is reported with who it was', () => {
    pole.assertHeard(6.005, 9.06, 6);
    pole.assertQuiet(9 + FADED_S, 20);
    assert.deepEqual(whysOf(pole), ['2 stopped', '1 stopped', '3 complete']);
    const [first, , third] = pole.reports('played');
    assert.deepEqual([first?.['endedBy'], third?.['endedBy']], ['console', null]);
  });

  test('does not touch what is announced after it', () => pole.assertHeard(20.005, 21.995, 20));
});
