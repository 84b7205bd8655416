/** A box that does not know the time, or is told a wrong one for a moment, and one whose link was gone for longer than a lease. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Timeline } from '../../../agent/core/playout/timeline.ts';
import { NEVER, US_PER_S, after, monoUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';

/** After a power cut, without a time server: the clock says 1970. */
const UNKNOWN = { utcMinusMonoUs: 0, errorUs: Infinity, trusted: false };

describe('a box that does not know the time', () => {
  test('plays all of it, whole, 1.5 s after its arrival, and says that it is not in step', () => {
    const pole = new Pole({ clock: UNKNOWN });
    pole.until(25, ...broadcast({ startS: 10, frames: 500 }));
    // The first bundle comes 1.2 s before the start; the amplifier needs 1.5 s.
    pole.assertHeard(10.31, 20.29, 10.3);
    const [played] = pole.reports('played');
    assert.deepEqual(
      [played?.['why'], played?.['inStep'], played?.['heardS']],
      ['complete', false, 10],
    );
    assert.ok(pole.events().includes('time.unknown'));
  });

  test('moves the stream back when it comes too late, and loses no more of it', () => {
    const pole = new Pole({ clock: UNKNOWN });
    const stalled = broadcast({ startS: 10, frames: 1_000 }).map(
      ([atS, input]) => [atS > 15 ? atS + 1.8 : atS, input] as const,
    );
    pole.until(60, ...stalled);
    const [played] = pole.reports('played');
    assert.equal(played?.['why'], 'complete');
    assert.ok(Number(played?.['heardS']) > 19, `${String(played?.['heardS'])} s heard`);
    assert.equal(played?.['jumps'], 1);
  });

  test('any more goes on where it is in mid-word, and what follows upon that is whole', () => {
    const pole = new Pole().until(12, ...broadcast({ startS: 10, frames: 500 }));
    pole.setClock(0, false);
    pole.until(25);
    pole.assertHeard(10.1, 19.99, 10);
    const [played] = pole.reports('played');
    assert.deepEqual([played?.['why'], played?.['jumps']], ['complete', 0]);
  });

  test('that learns it in mid-word moves into step', () => {
    const pole = new Pole({ clock: UNKNOWN });
    pole.until(15, ...broadcast({ startS: 10, frames: 500 }));
    pole.setClock(MORNING, true);
    pole.until(25);
    pole.assertHeard(15.2, 19.99, 10);
    assert.equal(pole.reports('played')[0]?.['inStep'], true);
  });
});

test('a clock that is an hour wrong for half a second costs half a second', () => {
  const pole = new Pole();
  pole.until(12, ...broadcast({ startS: 10, frames: 1_000, renewEveryS: 1 }));
  pole.setClock(3_600 * US_PER_S);
  pole.until(12.5);
  pole.setClock(-3_600 * US_PER_S);
  pole.until(40);
  const [played] = pole.reports('played');
  assert.equal(played?.['why'], 'complete');
  assert.ok(Number(played?.['heardS']) > 17.5, `${String(played?.['heardS'])} of 20 s heard`);
  pole.assertHeard(16, 29.99, 10);
});

test('a link that is gone for longer than the lease brings the rest of the bulletin when it is back', () => {
  const pole = new Pole();
  const cut = broadcast({ startS: 5, frames: 3_000 }).filter(([atS]) => atS < 10 || atS > 30);
  pole.until(75, ...cut);
  pole.assertHeard(36, 64.99, 5);
  assert.deepEqual(
    pole.reports('played').map(({ why }) => why),
    ['stalled', 'complete'],
  );
});

describe('a timeline by arrival', () => {
  const unknown = { utcMinusMonoUs: 0, errorUs: Infinity, trusted: false };

  test('has no place before the first frame, and then gives it its lead', () => {
    const timeline = new Timeline(MORNING, unknown);
    assert.equal(timeline.monoOf(MORNING), NEVER);
    timeline.arrive(50, monoUs(7_000_000), 1_500_000);
    assert.equal(timeline.monoOf(MORNING), 7_500_000);
    assert.equal(timeline.utcOf(monoUs(8_500_000)), after(MORNING, US_PER_S));
  });

  test('is never moved back by more than a group delay may be', () => {
    const timeline = new Timeline(MORNING, unknown);
    timeline.arrive(0, monoUs(0), 1_500_000);
    timeline.arrive(10, monoUs(30_000_000), 1_500_000);
    assert.equal(timeline.monoOf(MORNING), 1_500_000);
  });

  test('gives way to the time as soon as that is known', () => {
    const timeline = new Timeline(MORNING, unknown);
    timeline.arrive(0, monoUs(0), 1_500_000);
    timeline.follow({ utcMinusMonoUs: MORNING, errorUs: 1, trusted: true });
    assert.equal(timeline.monoOf(MORNING), 0);
    assert.ok(!timeline.isByArrival);
  });
});
