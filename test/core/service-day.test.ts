/** How often a box asks its disk for something in a day of ordinary service: an SD card has so many writes in it and no more. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { US_PER_S, after } from '../../agent/core/vocabulary.ts';
import { liveADay } from '../rig/service-day/service-day.ts';
import { MORNING, controlInput } from './announcement-builder.ts';
import { announced, broadcast, type Timetable } from './broadcast-timetable.ts';
import { Pole } from './pole.ts';

test('a day of service asks for much less than it hears', (t) => {
  const day = liveADay();
  t.diagnostic(`${day.saves.length} saves, ${day.renewals} renewals`);
  assert.ok(day.renewals > 1_200, String(day.renewals));
  assert.ok(day.saves.length <= 60, `${day.saves.length} saves`);
});

describe('renewals of what is on the air', () => {
  const BROADCAST = { startS: 6, frames: 20_000, renewEveryS: Infinity };
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

  test('are written within five minutes, and with whatever else is', () => {
    const pole = new Pole();
    pole.until(299, ...broadcast(BROADCAST), ...renewed(400));
    assert.equal(storedOf(pole), FIRST, 'that it is to be heard was written before it was');
    pole.until(306);
    assert.equal(storedOf(pole), FIRST + 300, 'five minutes after the first of them');
    pole.until(322).breakLink();
    pole.until(330);
    assert.equal(storedOf(pole), FIRST + 320, 'with the next connection');
    const again = new Pole({ stored: pole.stored.at(-1)! });
    again.until(1, [0.5, renewed(400)[59]![1]]);
    assert.ok(again.events().includes('refused'), 'and not accepted again after a power cut');
  });

  test('are written when the box is told to stop', () => {
    const pole = new Pole().until(21, ...broadcast(BROADCAST), ...renewed(400));
    assert.equal(storedOf(pole), FIRST);
    pole.take({ on: 'shutdown' });
    pole.until(23);
    assert.equal(storedOf(pole), FIRST + 20);
  });
});
