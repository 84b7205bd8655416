/** An amplifier that is taken from under a word, because its supply is gone or its line is short: the card gets a ramp, never a step. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BreakOff } from '../../../agent/core/playout/break-off.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';
import { assertSmooth } from './smoothness.ts';

const LOUD = 8_000;

const loudest = (pcm: Int16Array): number => pcm.reduce((most, one) => Math.max(most, one), 0);
const ON_AIR = broadcast({ startS: 6, frames: 400 });

describe('in mid-word', () => {
  test('a supply that is found lost ends the sound by a ramp, and the word goes on once it is warm', () => {
    const pole = new Pole().until(8, ...ON_AIR);
    assert.ok(loudest(pole.card.heard(7, 8)) > LOUD / 2, 'it is on the air');
    pole.contacts.supply = false;
    pole.until(11.5);
    assert.ok(pole.events().includes('relay.stuck-off'));
    const horn = pole.card.heard(5.5, 11);
    assertSmooth(horn);
    assert.ok(
      horn.subarray(3 * 48_000, 3.5 * 48_000).some((sample) => sample === 0),
      'it was silent meanwhile',
    );
    assert.ok(loudest(pole.card.heard(10.5, 11)) > LOUD / 2, 'it is on the air again');
  });

  test('a short ends it by a ramp, though the relays are off before', () => {
    const pole = new Pole().until(8, ...ON_AIR);
    for (let turn = 0; turn < 2; turn += 1) pole.take({ on: 'sensors', readings: { line: 1 } });
    pole.until(11);
    assertSmooth(pole.card.heard(5.5, 10.5));
    pole.assertQuiet(8.5, 10.5);
  });

  test('whoever has the speaker next is not ramped down with it', () => {
    const pole = new Pole().until(8, ...ON_AIR);
    for (let turn = 0; turn < 2; turn += 1) pole.take({ on: 'sensors', readings: { line: 1 } });
    pole.take({ on: 'sensors', readings: { line: 8 } });
    pole.take({ on: 'sensors', readings: { line: 8 } });
    pole.take({ on: 'reset-latches' });
    pole.until(13.5);
    assertSmooth(pole.card.heard(5.5, 13));
    assert.ok(loudest(pole.card.heard(12.5, 13)) > LOUD / 2, 'it goes on');
  });
});

test('a ramp that spans several blocks goes on where it was', () => {
  const broken = new BreakOff();
  assert.ok(!broken.isUnderWay);
  broken.begin();
  const heard: number[] = [];
  while (broken.isUnderWay) {
    const block = new Int16Array(broken.soundingSamples(100)).fill(24_000);
    broken.apply(block);
    heard.push(...block);
    broken.begin();
    if (heard.length >= 240) break;
  }
  assert.equal(heard.length, 240);
  assert.deepEqual([heard[0], heard[119], heard[239]], [23_900, 12_000, 0]);
});
