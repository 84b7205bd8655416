/** Whole stories of a box whose devices all work, from boot to off, with the instants at which things must happen. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { announced, broadcast, stopped } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';

const RAMP = 240;

describe('a bulletin, from boot to off', () => {
  // Announced at 3 s, it starts at 6 s and lasts 2 s.
  const pole = new Pole().until(20, ...broadcast({ startS: 6, frames: 100 }));

  test('begins with both relays off, before anything else', () => {
    assert.deepEqual(pole.switchings.slice(0, 2), ['line- 0', 'supply- 0']);
    assert.equal(pole.logged[0]?.event, 'started');
  });

  test('connects under a session number that is made durable first, with those that follow', () => {
    assert.deepEqual(pole.stored[0], {
      ...EMPTY_STATE,
      session: 16,
      lastTrustedAt: MORNING,
    });
    const [birth] = pole.reports('state');
    assert.deepEqual(birth, {
      box: 'langha-03',
      state: 'ready',
      session: 1,
      version: '0.0.0-test',
    });
  });

  test('switches the amplifier around the words: warm, heard, held, off', () => {
    // 1 s of warm-up, 0.1 s for the contacts and 0.4 s in hand before 6 s; 2 s of hold after 8 s.
    assert.deepEqual(pole.switchings.slice(2), [
      'supply+ 4.5',
      'line+ 5.5',
      'line- 10',
      'supply- 10',
    ]);
    assert.equal(pole.card.opened, 1);
    assert.ok(!pole.card.isOpen);
  });

  test('is heard from its first sample at the very instant to its last, and nothing besides', () => {
    pole.assertQuiet(0, 6);
    pole.assertHeard(6 + RAMP / 48_000, 8 - RAMP / 48_000, 6);
    pole.assertQuiet(8, 20);
  });

  test('is reported as complete, once, when it has been rendered', () => {
    const [report, ...more] = pole.reports('played');
    assert.deepEqual(more, []);
    assert.equal(report?.['why'], 'complete');
    assert.equal(report['heardS'], 2);
    assert.equal(report['streamFrames'], 100);
    assert.equal(report['firstSample'], 0);
    assert.equal(report['firstSoundAtUs'], announced({ startS: 6, frames: 100 }).startAt);
    assert.equal(report['lateFrames'], 0);
    assert.equal(report['concealedFrames'], 0);
  });

  test('leaves a box that waits for nothing but a look at its relays, and its heartbeat', () => {
    // Off at 10 s, looked at 50 ms later, and every 10 s from then on, or 200 ms later where nothing else wakes it.
    assert.equal(pole.receiver.nextWakeUs(), 20_250_000);
  });
});

describe('two announcements', () => {
  const second = (startS: number, frames = 50) =>
    broadcast({ number: 2, startS, frames, announceS: 4 });
  const both = (startS: number, frames?: number): Pole =>
    new Pole().until(40, ...broadcast({ startS: 6, frames: 100 }), ...second(startS, frames));

  test('close together are both heard whole, and the amplifier stays on', () => {
    const pole = both(8.1);
    pole.assertHeard(6.005, 7.995, 6);
    pole.assertQuiet(8, 8.1);
    pole.assertHeard(8.105, 9.095, 8.1);
    assert.deepEqual(pole.switchings.slice(2), [
      'supply+ 4.5',
      'line+ 5.5',
      'line- 11.1',
      'supply- 11.1',
    ]);
  });

  test('without a breath between them: the second lacks what was asked for at once with the end of the first', () => {
    const pole = both(8);
    const firstSample = Number(pole.reports('played')[1]?.['firstSample']);
    assert.ok(firstSample <= 1_440, 'no more than the card wants in 30 ms');
    pole.assertHeard(8.035, 8.995, 8);
  });

  test('of which the second overlaps: the first is heard out, and the second joined where it is by then', () => {
    const pole = both(7, 100);
    pole.assertHeard(6.005, 7.995, 6);
    pole.assertHeard(8.055, 8.995, 7);
    assert.deepEqual(
      pole.reports('played').map(({ id, why }) => [String(id).slice(-1), why]),
      [
        ['1', 'complete'],
        ['2', 'complete'],
      ],
    );
  });

  // Off from 10 s, the supply must rest until 13 s; the second wants the amplifier 1.5 s before its start.
  for (const startS of [11.4, 11.6, 12, 13, 14.4]) {
    test(`too close for the amplifier to rest between them: it stays on until the second at ${startS} s`, () => {
      const pole = both(startS);
      pole.assertHeard(startS + 0.005, startS + 0.995, startS);
      const offS = startS + 3;
      assert.deepEqual(
        pole.switchings.slice(2).map((what) => what.split(' ')[0]),
        ['supply+', 'line+', 'line-', 'supply-'],
      );
      assert.equal(pole.journal.at(-1)?.atS.toFixed(6), offS.toFixed(6));
    });
  }

  test('of which the second is announced while the amplifier is held: it stays on as well', () => {
    const late = broadcast({ number: 2, startS: 12, frames: 50, announceS: 9 });
    const pole = new Pole().until(40, ...broadcast({ startS: 6, frames: 100 }), ...late);
    pole.assertHeard(12.005, 12.995, 12);
    assert.deepEqual(pole.switchings.slice(4), ['line- 15', 'supply- 15']);
  });

  test('far enough apart: the amplifier rests between them', () => {
    const pole = both(14.6);
    pole.assertHeard(14.605, 15.595, 14.6);
    assert.equal(pole.journal.filter(({ what }) => what === 'supply+').length, 2);
  });

  test('of which the second is stopped while the card still holds the end of the first: it is held from that end', () => {
    // The first has been rendered by 7.93 s, and the second waits for its start at 9 s.
    const broadcasts = [...broadcast({ startS: 6, frames: 100 }), ...second(9)];
    const pole = new Pole().until(
      40,
      ...broadcasts.filter(([atS]) => atS < 7.95),
      stopped({ number: 2, startS: 9, frames: 50 }, 7.95),
    );
    assert.deepEqual(pole.switchings.slice(4), ['line- 10', 'supply- 10']);
  });

  test('of which the second is stopped before its time: the amplifier goes after all', () => {
    const broadcasts = [...broadcast({ startS: 6, frames: 100 }), ...second(13)];
    const pole = new Pole().until(
      40,
      ...broadcasts.filter(([atS]) => atS < 10),
      stopped({ number: 2, startS: 13, frames: 50 }, 10.5),
    );
    assert.deepEqual(pole.switchings.slice(4), ['line- 12.5', 'supply- 12.5']);
  });
});

describe('an announcement that is heard of late', () => {
  const late = (announceS: number): Pole =>
    new Pole().until(20, ...broadcast({ startS: 6, frames: 100, announceS, groupDelayS: 0.3 }));

  test('has its first words cut rather than play them into a cold amplifier', () => {
    const pole = late(5.5);
    // Warm at 6.5 s, contacts at rest at 6.6 s.
    assert.deepEqual(pole.switchings.slice(2, 4), ['supply+ 5.5', 'line+ 6.5']);
    pole.assertQuiet(0, 6.6);
    pole.assertHeard(6.6 + RAMP / 48_000, 7.995, 6);
    const firstSample = Number(pole.reports('played')[0]?.['firstSample']);
    assert.ok(firstSample === 28_800 || firstSample === 28_801, 'rounded to be late, never early');
  });

  test('in its middle is joined in step', () => {
    const pole = late(6.3);
    // Of what came before 6.3 s nobody knew whose it was; then the amplifier had to get warm.
    pole.assertQuiet(0, 7.4);
    assert.equal(pole.reports('played')[0]?.['why'], 'complete');
    pole.assertHeard(7.405, 7.995, 6);
  });

  test('while the supply must rest waits for that, unless it is an emergency', () => {
    const early = (bulletin: 'normal' | 'emergency') =>
      new Pole().until(
        20,
        ...broadcast({ startS: 3, frames: 100, announceS: 0.5, change: { class: bulletin } }),
      ).switchings;
    assert.deepEqual(early('normal').slice(2, 4), ['supply+ 3', 'line+ 4']);
    assert.deepEqual(early('emergency').slice(2, 4), ['supply+ 1.5', 'line+ 2.5']);
  });

  for (const cardSamples of [1_920, 4_800, 9_600]) {
    test(`is not played into bouncing contacts, with ${cardSamples / 48} ms in the card`, () => {
      const pole = new Pole({ cardSamples }).until(
        20,
        ...broadcast({ startS: 6, frames: 100, announceS: 5.5, groupDelayS: 0.3 }),
      );
      pole.assertQuiet(0, 6.6);
      pole.assertHeard(6.605, 7.995, 6);
    });
  }
});

test('a stop in mid-word is heard at once, and the amplifier holds for who comes next', () => {
  const long = { startS: 6, frames: 500 };
  const pole = new Pole().until(20, ...broadcast(long), stopped(long, 7));
  // 100 ms in the card, 30 ms until the pump asks again, 5 ms of ramp.
  pole.assertHeard(6.005, 7.07, 6);
  pole.assertQuiet(7.14, 20);
  assert.equal(pole.reports('played')[0]?.['why'], 'stopped');
  const [line, supply] = pole.journal.slice(-2);
  assert.ok(line!.atS > 9.07 && line!.atS < 9.14);
  assert.deepEqual([line?.what, supply?.what], ['line-', 'supply-']);
});

test('a lease that lapses in mid-word fades it out', () => {
  const orphan = broadcast({ startS: 6, frames: 2_000, renewEveryS: 100 });
  const pole = new Pole().until(40, ...orphan);
  pole.assertHeard(6.005, 18.07, 6);
  pole.assertQuiet(18.14, 40);
  assert.equal(pole.reports('played')[0]?.['why'], 'lease');
});

test('a stream that goes silent gives the amplifier back, and is in its place when it returns', () => {
  // Nothing of what belongs to 8 to 22 s comes; renewals do.
  const pole = new Pole().until(
    40,
    ...broadcast({ startS: 6, frames: 1_000, arrives: (n) => n < 10 || n >= 80 }),
  );
  pole.assertHeard(6.005, 8.06, 6);
  pole.assertQuiet(8.1, 22);
  pole.assertHeard(22.005, 25.995, 6);
  // Nothing for 5 s from 8 s on (as the card asks ahead), and 2 s of hold; back with the bundle of 20.8 s.
  const [line, supply, again] = pole.journal.slice(4, 7);
  assert.deepEqual([line?.what, supply?.what, again?.what], ['line-', 'supply-', 'supply+']);
  assert.ok(line!.atS > 14.88 && line!.atS <= 15, `off at ${line!.atS}`);
  assert.equal(again!.atS.toFixed(3), '20.800');
  assert.equal(pole.reports('played')[0]?.['jumps'], 0);
});
