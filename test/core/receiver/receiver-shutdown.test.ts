/** SIGTERM: the words fade, the relays open when the last sample has left the horn, good-bye is said, the process ends. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { broadcast, type Broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

const BULLETIN: Broadcast = { startS: 6, frames: 500 };

const shutDownAt = (s: number): Pole => {
  const pole = new Pole().until(s, ...broadcast(BULLETIN));
  pole.take({ on: 'shutdown' });
  return pole.until(s + 20);
};

describe('in mid-word', () => {
  const pole = shutDownAt(7);

  test('it fades without a click within what the card holds', () => {
    pole.assertHeard(6.005, 7.07, 6);
    pole.assertQuiet(7.14, 27);
    assertSmooth(pole.card.heard(0, 27));
  });

  test('the relays open after the last sample, and do not wait for the hold', () => {
    const [line, supply] = pole.journal.slice(-2);
    assert.deepEqual([line?.what, supply?.what], ['line-', 'supply-']);
    pole.assertQuiet(line!.atS, 27);
    assert.ok(pole.card.heard(line!.atS - 0.04, line!.atS).some((sample) => sample !== 0));
    assert.equal(supply!.atS, line!.atS);
  });

  test('what was heard is reported, then good-bye is said, then it ends', () => {
    assert.equal(pole.reports('played')[0]?.['why'], 'shutdown');
    assert.equal(pole.reports('state').at(-1)?.['state'], 'sleeping');
    assert.ok(pole.published.at(-1)?.publication.topic.endsWith('/state'));
    assert.equal(pole.exitedAtS, pole.journal.at(-1)?.atS);
    assert.ok(!pole.card.isOpen);
  });

  test('nothing is waited for any more', () => {
    assert.equal(pole.receiver.nextWakeUs(), Infinity);
  });
});

for (const [when, s, most] of [
  ['before it has ever connected', 0.01, 0],
  ['at rest', 2, 0],
  ['in the warm-up', 5, 0],
  ['while the amplifier is held', 17, 0],
  ['after everything', 30, 0],
  ['as the first word sounds', 6, 0.15],
] as const) {
  test(`${when}: it ends within ${most} s, all off`, () => {
    const pole = shutDownAt(s);
    assert.ok(pole.exitedAtS! <= s + most, `ended at ${pole.exitedAtS}`);
    const { journal } = pole;
    assert.equal(journal.findLast(({ what }) => what.startsWith('line'))?.what, 'line-');
    assert.equal(journal.findLast(({ what }) => what.startsWith('supply'))?.what, 'supply-');
    assert.ok(!pole.card.isOpen);
  });
}

test('without a link nothing is said, and it ends all the same', () => {
  const pole = new Pole().until(7, ...broadcast(BULLETIN));
  pole.isBrokerThere = false;
  pole.breakLink();
  const before = pole.published.length;
  pole.take({ on: 'shutdown' });
  pole.until(8);
  assert.equal(pole.published.length, before);
  assert.ok(pole.exitedAtS! < 7.2);
});

test('good-bye is said before the connection is closed, and that before the process ends', () => {
  const effects = new Pole().until(2).take({ on: 'shutdown' });
  assert.deepEqual(
    effects.map((effect) => effect.do),
    ['leave', 'publish', 'disconnect', 'exit'],
  );
});

test('asked twice, it ends once', () => {
  const pole = new Pole().until(7, ...broadcast(BULLETIN));
  pole.take({ on: 'shutdown' });
  pole.take({ on: 'shutdown' });
  pole.until(8);
  assert.equal(pole.reports('state').filter(({ state }) => state === 'sleeping').length, 1);
});

test('a box that has said good-bye does not rise again when its connection comes up late', () => {
  const pole = new Pole();
  pole.take({ on: 'shutdown' });
  assert.equal(pole.exitedAtS, 0);
  assert.deepEqual(pole.receiver.handle({ on: 'link-up', session: 1 }, monoUs(50_000)), []);
});
