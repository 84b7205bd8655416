/** Devices that fail: each is tried again, reported, and when it works again the sound is in its place. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { broadcast, stopped, type Broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

/** From 6 to 16 s. */
const BULLETIN: Broadcast = { startS: 6, frames: 500 };

const timesOf = (pole: Pole, event: string): number[] =>
  pole.logged.filter((line) => line.event === event).map(({ atS }) => atS);

describe('a card that is not there', () => {
  const pole = new Pole();
  pole.pullCard();
  pole.until(30, ...broadcast({ startS: 6, frames: 100 }));

  test('is tried again a second after each failure, as long as there is something to play', () => {
    // The card is wanted at 4.5 s; each attempt fails after 20 ms.
    const times = timesOf(pole, 'sink.failed').map((s) => s.toFixed(2));
    assert.deepEqual(times, ['4.52', '5.54', '6.56', '7.58']);
  });

  test('does not keep the announcement, nor the amplifier, beyond its end', () => {
    const [report] = pole.reports('played');
    assert.deepEqual([report?.['why'], report?.['heardS']], ['complete', 0]);
    assert.deepEqual([report?.['firstSample'], report?.['jumps']], [null, 0]);
    assert.deepEqual(pole.switchings.slice(-2), ['line- 10', 'supply- 10']);
  });
});

describe('a card that is pulled out in mid-word', () => {
  const pole = new Pole();
  pole.until(7, ...broadcast(BULLETIN)).pullCard();
  pole.until(9.3);
  pole.card.isPresent = true;
  pole.until(30);

  test('is back within the second, and the words are in their place', () => {
    assert.deepEqual(
      timesOf(pole, 'sink.failed').map((s) => s.toFixed(1)),
      ['7.0', '8.0', '9.1'],
    );
    pole.assertHeard(6.005, 6.99, 6);
    pole.assertQuiet(7.03, 10.06);
    pole.assertHeard(10.15, 15.995, 6);
    assertSmooth(pole.card.heard(8, 30));
  });

  test('has jumped, and left the amplifier on', () => {
    assert.equal(pole.reports('played')[0]?.['jumps'], 1);
    assert.deepEqual(pole.switchings.slice(2), [
      'supply+ 4.5',
      'line+ 5.5',
      'line- 18',
      'supply- 18',
    ]);
  });
});

describe('a card that runs dry', () => {
  const pole = new Pole().until(7, ...broadcast(BULLETIN)).standStill(0.3);
  pole.until(30);

  test('is reported, and the words are in their place again', () => {
    assert.deepEqual(pole.logged.find(({ event }) => event === 'sink.xrun')?.fields, { times: 1 });
    pole.assertHeard(6.005, 7.08, 6);
    pole.assertHeard(7.37, 15.995, 6);
    const { jumps, xruns, heardS } = pole.reports('played')[0] ?? {};
    assert.deepEqual([jumps, xruns], [1, 1]);
    assert.ok(Number(heardS) > 9.6 && Number(heardS) < 9.8);
  });
});

test('a process that stood still while the amplifier got warm waits for contacts that closed late', () => {
  const urgent = { startS: 4, frames: 200, announceS: 4, groupDelayS: 0.5 } as const;
  const pole = new Pole().until(4.5, ...broadcast({ ...urgent, change: { class: 'emergency' } }));
  pole.standStill(0.85).until(20);
  assert.deepEqual(pole.switchings.slice(2, 4), ['supply+ 4', 'line+ 5.35']);
  pole.assertQuiet(0, 5.45);
  pole.assertHeard(5.455, 7.995, 4);
});

describe('a card that stands still', () => {
  test('holds up an emergency for half a second, no longer', () => {
    const pole = new Pole().until(8, ...broadcast(BULLETIN));
    pole.card.isStuck = true;
    const emergency = { number: 2, startS: 9.5, frames: 100, announceS: 8.1 } as const;
    pole.until(9, ...broadcast({ ...emergency, change: { class: 'emergency' } }));
    pole.card.isStuck = false;
    pole.until(30);
    pole.assertHeard(9.505, 11.495, 9.5);
    pole.assertHeard(11.7, 15.995, 6);
    assertSmooth(pole.card.heard(9, 30));
  });

  test('holds up the end of the process no longer either', () => {
    const pole = new Pole().until(8, ...broadcast(BULLETIN));
    pole.card.isStuck = true;
    pole.take({ on: 'shutdown' });
    pole.until(20);
    assert.ok(pole.exitedAtS! <= 8.7, `ended at ${pole.exitedAtS}`);
    assert.deepEqual(
      pole.journal.slice(-2).map(({ what }) => what),
      ['line-', 'supply-'],
    );
  });
});

describe('a relay that could not be switched', () => {
  const withFailure = (atS: number, failures = 1): string[] => {
    const pole = new Pole().until(atS, ...broadcast({ startS: 6, frames: 100 }));
    pole.relayFailures = failures;
    pole.until(30);
    assert.equal(timesOf(pole, 'relay.failed').length, 1, 'said when it comes, not every second');
    assert.equal(timesOf(pole, 'fault.over').length >= 1, true);
    return pole.switchings.slice(2);
  };

  test('the supply: warmed from the beginning, once it is seen to be off', () => {
    assert.deepEqual(withFailure(4.4).slice(0, 4), [
      'supply+ 4.5',
      'line- 4.55',
      'supply+ 4.55',
      'line+ 5.55',
    ]);
  });

  test('the line: commanded again once it is seen to be off, the supply before it', () => {
    assert.deepEqual(withFailure(5.4).slice(0, 4), [
      'supply+ 4.5',
      'line+ 5.5',
      'supply+ 5.55',
      'line+ 5.55',
    ]);
  });

  test('off: commanded off again until it is, the line before the supply', () => {
    assert.deepEqual(withFailure(9, 4).slice(2), [
      'line- 10',
      'supply- 10',
      'line- 10.05',
      'supply- 10.05',
      'line- 11.05',
      'supply- 11.05',
    ]);
  });

  test('at boot: commanded again after a second', () => {
    const pole = new Pole();
    pole.take({ on: 'relay-failed', relay: 'supply', reason: 'no board' });
    assert.deepEqual(pole.until(2).switchings, ['line- 0', 'supply- 0', 'line- 1', 'supply- 1']);
  });
});

test('a clock that is set by an hour while the words fade does not hold the amplifier for an hour', () => {
  for (const us of [3_600_000_000, -3_600_000_000]) {
    const pole = new Pole().until(7, ...broadcast(BULLETIN), stopped(BULLETIN, 7));
    pole.setClock(us);
    pole.until(30);
    const [line, supply] = pole.journal.slice(-2);
    assert.deepEqual([line?.what, supply?.what], ['line-', 'supply-']);
    assert.ok(line!.atS > 9 && line!.atS < 9.7, `off at ${line!.atS} s`);
  }
});

test('a clock that is set back in a silence does not hold the amplifier until that silence comes again', () => {
  // Of what belongs to 8 s and later, nothing comes: it is silent from 8.1 s on.
  const pole = new Pole().until(9, ...broadcast({ ...BULLETIN, arrives: (n) => n < 10 }));
  pole.setClock(-3_600_000_000);
  pole.until(15);
  const [line, supply] = pole.journal.slice(-2);
  assert.deepEqual([line?.what, supply?.what], ['line-', 'supply-']);
  assert.ok(line!.atS <= 11.6, `off at ${line!.atS} s`);
});

test('a clock that is set a minute back takes the speaker from what is not due any more', () => {
  const pole = new Pole().until(7, ...broadcast(BULLETIN));
  pole.setClock(-60_000_000);
  pole.until(12);
  pole.assertQuiet(7.2, 12);
  assert.ok(!pole.card.isOpen);
  assertSmooth(pole.card.heard(0, 12));
});

test('a state that could not be stored is said, and nothing else changes', () => {
  const pole = new Pole().until(5, ...broadcast({ startS: 6, frames: 100 }));
  pole.take({ on: 'store-failed', reason: 'disk full' });
  pole.until(20);
  assert.deepEqual(pole.logged.find(({ event }) => event === 'store.failed')?.fields, {
    reason: 'disk full',
    times: 1,
  });
  pole.assertHeard(6.005, 7.995, 6);
});
