/** How often a box asks its disk for something in a day of ordinary service: an SD card has so many writes in it and no more. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { liveDays } from '../../rig/service-day/service-day.ts';
import { MORNING, controlInput } from '../control/announcement-builder.ts';
import { announced, broadcast, type Timetable } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';

test('a day of service asks for much less than it hears', (t) => {
  const day = liveDays(1);
  t.diagnostic(`${day.saves.length} saves, ${day.renewals} renewals`);
  assert.ok(day.renewals > 1_200, String(day.renewals));
  assert.ok(day.saves.length <= 45, `${day.saves.length} saves`);
});

describe('renewals of what is on the air', () => {
  const BROADCAST = { startS: 6, frames: 50_000, renewEveryS: Infinity };
  const FIRST = announced(BROADCAST).sequence;
  /** Each issued as it is sent. */
  const renewed = (untilS: number): Timetable =>
    Array.from({ length: Math.floor(untilS / 5) }, (_, index) => {
      const atS = 5 + index * 5;
      const issuedAt = after(MORNING, atS * US_PER_S);
      const expiresAt = after(issuedAt, 60 * US_PER_S);
      const sequence = FIRST + atS;
      const message = { ...announced(BROADCAST), issuedAt, expiresAt, sequence };
      return [atS, controlInput({ ...message, type: 'renew' })];
    });
  const storedOf = (pole: Pole): number =>
    pole.stored.at(-1)?.trust.heard.issuers[0]?.sequence ?? 0;

  test('are written within a quarter of an hour, and with whatever else is', () => {
    const pole = new Pole();
    pole.until(899, ...broadcast(BROADCAST), ...renewed(1_000));
    assert.equal(storedOf(pole), FIRST, 'that it is to be heard was written before it was');
    pole.until(906);
    assert.equal(storedOf(pole), FIRST + 900, 'a quarter of an hour after the first of them');
    pole.until(922).take({ on: 'console-failures', failures: 1 });
    assert.equal(storedOf(pole), FIRST + 920, 'with what a technician has done');
    const again = new Pole({ stored: pole.stored.at(-1)! });
    again.until(1, [0.5, renewed(1_000)[180]![1]]);
    assert.ok(again.events().includes('refused'), 'and not accepted again after a power cut');
  });

  test('are written when the mains are lost: the battery may be a bad one', () => {
    const pole = new Pole().until(21, ...broadcast(BROADCAST), ...renewed(400));
    pole.take({ on: 'contacts', levels: { mains: true } });
    pole.until(22);
    assert.equal(storedOf(pole), FIRST + 20);
    const { length } = pole.stored;
    pole.take({ on: 'contacts', levels: { mains: false } });
    pole.until(23);
    pole.take({ on: 'contacts', levels: { mains: true } });
    pole.until(24);
    assert.equal(pole.stored.length, length, 'what is written already is not written again');
  });

  test('are written when the box is told to stop', () => {
    const pole = new Pole().until(21, ...broadcast(BROADCAST), ...renewed(400));
    assert.equal(storedOf(pole), FIRST);
    pole.take({ on: 'shutdown' });
    pole.until(23);
    assert.equal(storedOf(pole), FIRST + 20);
  });
});
