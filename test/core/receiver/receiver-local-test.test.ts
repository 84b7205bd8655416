/** A technician lets the box play a programme of its own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import { LOCAL_TESTS } from '../../../agent/core/control/local-test.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { opusPacketShape } from '../../../agent/core/wire/opus-packet.ts';
import { programmeOf } from '../../../agent/shell/programme/programme.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { tonePackets } from '../playout/tone-decoder.ts';

const FRAMES = 100;
const order = {
  on: 'test-sound',
  id: 'console-1',
  test: 'tone',
  by: 'console',
  packets: tonePackets(0, FRAMES),
} as const;

/** The session of the programme as it was reported, or undefined where none was. */
const played = (pole: Pole) => pole.reports('played').find(({ id }) => id === 'console-1');

describe('a test programme', () => {
  for (const name of LOCAL_TESTS) {
    test(`${name} is whole packets of one frame, and fits the jitter buffer`, () => {
      const packets = programmeOf(name);
      assert.ok(packets.length >= 100 && packets.length <= LIMITS.jitterBufferFrames);
      if (name === 'silence') return assert.ok(packets.every(({ length }) => length === 0));
      for (const packet of packets) {
        assert.deepEqual(opusPacketShape(packet), { frameUs: 20_000, frames: 1 });
      }
    });
  }

  for (const [situation, trusted] of [
    ['knows the time', true],
    ['does not know the time', false],
  ] as const) {
    test(`is heard whole, and marked by tones, from a box that ${situation}`, () => {
      const clock = { utcMinusMonoUs: 1_793_577_600_000_000, errorUs: 100, trusted };
      const pole = new Pole({ clock }).until(30, [5, order]);
      const report = played(pole);
      assert.equal(report?.['why'], 'complete');
      assert.equal(report['heardS'], (FRAMES * 20) / 1_000);
      assert.equal(report['firstSample'], 0);
      assert.deepEqual([report['kind'], report['issuer']], ['test', 'console']);
      assert.equal(pole.contacts.supply, false);
    });
  }

  test('is as loud as the box was just made', () => {
    const loudest = (...before: readonly Input[]): number => {
      const pole = new Pole();
      for (const input of before) pole.take(input);
      return Math.max(...pole.until(30, [5, order]).card.heard(7, 8));
    };
    const plain = loudest();
    const softer = loudest({ on: 'volume', volumeDb: -20, by: 'console' });
    assert.ok(Math.abs(softer / plain - 0.1) < 0.01, `${softer} of ${plain}`);
  });

  test('is heard without a broker too', () => {
    const pole = new Pole({ isBrokerThere: false }).until(30, [5, order]);
    assert.ok(pole.journal.some(({ what }) => what === 'line+'));
    assert.ok(pole.events().includes('announcement.ended'));
  });

  test('keeps nothing in earnest from being heard', () => {
    const pole = new Pole().until(30, [5, order], ...broadcast({ startS: 8, frames: 100 }));
    pole.assertHeard(8.1, 9.9, 8);
  });

  test('is not heard while the kill switch is thrown, and falls silent when it is', () => {
    const silent = new Pole().until(20, [2, { on: 'switch', isThrown: true }], [5, order]);
    assert.equal(played(silent), undefined);
    silent.assertQuiet(0, 20);
    const cut = new Pole().until(20, [2, order], [6, { on: 'switch', isThrown: true }]);
    assert.equal(played(cut)?.['why'], 'switch');
  });

  test('ends by a stop of whoever stands at the box', () => {
    const pole = new Pole().until(20, [2, order], [6, { on: 'stop-all', by: 'console' }]);
    assert.equal(played(pole)?.['why'], 'stopped');
  });
});
