/** A line that was short stays without power over a power cut, a restart and a rebuilt store, until somebody has looked at it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseStoredState, type StoredState } from '../../../agent/core/stored-state.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';

const SHORT = { on: 'sensors', readings: { line: 1 } } as const;
const GOOD = { on: 'sensors', readings: { line: 8 } } as const;

/** As a disk gives it back. */
const asStored = (pole: Pole): StoredState | undefined =>
  parseStoredState(JSON.parse(JSON.stringify(pole.stored.at(-1))));
/** The power is cut, and comes back. */
const bootedAgain = (pole: Pole): Pole => {
  const stored = asStored(pole);
  return new Pole(stored && { stored });
};
const shorted = (): Pole => {
  const pole = new Pole().until(7, ...broadcast({ startS: 6, frames: 200 }));
  pole.take(SHORT);
  pole.take(SHORT);
  return pole;
};
const hasSwitchedOn = (pole: Pole): boolean => pole.journal.some(({ what }) => what.endsWith('+'));
const ON_AIR = broadcast({ startS: 6, frames: 200, number: 2, change: { class: 'emergency' } });

describe('a short that was latched', () => {
  test('is off before it is written down, and written down before anything else happens', () => {
    const pole = new Pole().until(7, ...broadcast({ startS: 6, frames: 200 }));
    pole.take(SHORT);
    const effects = pole.take(SHORT).map((effect) => effect.do);
    assert.ok(effects.includes('relay'));
    assert.ok(effects.lastIndexOf('relay') < effects.indexOf('store'), effects.join(', '));
    assert.equal(asStored(pole)?.isLineLatched, true);
    const { length } = pole.stored;
    pole.take(SHORT);
    assert.equal(pole.stored.length, length, 'once');
  });

  test('keeps the amplifier off after a power cut, whatever is measured then, an emergency included', () => {
    for (const then of [SHORT, GOOD]) {
      const pole = bootedAgain(shorted());
      assert.ok(pole.events().includes('line.short'), 'said again');
      pole.take(then);
      pole.take(then);
      pole.until(70, ...ON_AIR);
      assert.ok(!hasSwitchedOn(pole));
      const { body } = pole.reports('telemetry').at(-1) as { body: { lineLatched: boolean } };
      assert.ok(body.lineLatched);
    }
  });

  test('is forgotten for good once somebody has looked, over power cuts too', () => {
    const pole = bootedAgain(shorted());
    pole.take({ on: 'reset-latches' });
    assert.equal(asStored(pole)?.isLineLatched, undefined);
    pole.take(GOOD);
    pole.take(GOOD);
    const again = bootedAgain(pole).until(12, ...ON_AIR);
    assert.ok(hasSwitchedOn(again));
    assert.ok(!again.events().includes('line.short'));
  });

  test('goes along with whatever else is stored', () => {
    const pole = shorted();
    pole.breakLink();
    pole.until(60);
    assert.equal(asStored(pole)?.isLineLatched, true);
  });
});

test('a line that never was short writes nothing', () => {
  const pole = new Pole();
  const { length } = pole.stored;
  for (let turn = 0; turn < 5; turn += 1) pole.take(GOOD);
  assert.equal(pole.stored.length, length);
});
