/** A commune whose time server is cut off: who holds messages back gains nothing by it, and who speaks is heard. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClockReading } from '../../../agent/core/time/clock-reading.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import {
  again,
  announceText,
  assertBounded,
  assertOnly,
  newPole,
  onControl,
  refusedBy,
  sound,
  speech,
  stopText,
  type Saying,
  type Timed,
} from './attack-scene.ts';
import { realChain, realKey } from '../trust/real-signing.ts';
import type { Pole } from '../receiver/pole.ts';

/** The box's clock says `aheadS` more than the head-end's. */
const poleAdrift = (aheadS: number, errorS: number): Pole => {
  const utcMinusMonoUs = after(MORNING, aheadS * US_PER_S);
  const clock: ClockReading = {
    utcMinusMonoUs,
    errorUs: errorS * US_PER_S,
    trusted: true,
    isAdrift: true,
  };
  return newPole({ clock });
};

/** Announced 3 s before it starts by the head-end's clock; comes `lateS` after that. */
const SAYING: Saying = { startS: 5, change: { class: 'emergency' } };
/** It runs for a while before anything is said, so that nothing is of before its start. */
const late = (lateS: number) => again(speech(SAYING), lateS);

describe('by a clock that is adrift', () => {
  test('what is held back for a minute is as old as ever', () => {
    const pole = poleAdrift(0, 0.1).until(80, ...late(61));
    assertOnly(pole, []);
    assert.deepEqual(refusedBy(pole), ['bundle.unknown-stream', 'trust.stale']);
  });

  test('by as much as it may be slow a message is held for older', () => {
    // 51 s old by a clock that may be 10 s slow: a minute and a second.
    const stale = poleAdrift(0, 10).until(80, ...late(51));
    assert.deepEqual(refusedBy(stale), ['bundle.unknown-stream', 'trust.stale']);
    const fresh = poleAdrift(0, 10).until(80, ...late(49));
    assert.deepEqual(refusedBy(fresh), []);
    assert.equal(fresh.reports('played').length, 1);
  });

  test('an emergency is heard where the clock is hours behind whoever speaks, and not twice', () => {
    const pole = poleAdrift(-7_200, 0.1).until(20, ...speech(SAYING), ...again(speech(SAYING), 8));
    const [played, ...more] = pole.reports('played');
    assert.deepEqual([played?.['heardS'], played?.['inStep'], more.length], [1, false, 0]);
    assert.ok(refusedBy(pole).includes('trust.replayed'));
    assertBounded(pole);
  });

  test('a stop is believed there, too', () => {
    const long = { ...SAYING, frames: 300 };
    const stop = onControl(stopText(long, 6));
    const pole = poleAdrift(-7_200, 0.1).until(20, ...speech(long), [6, stop]);
    assert.equal(pole.reports('played')[0]?.['why'], 'stopped');
  });

  test('nobody is taken to be dated ahead, and so nobody is forgotten without a trace', () => {
    // Two hours behind: who was heard seems to be of the future. A table that is full has no room for one who does not.
    const pole = poleAdrift(-7_200, 0.1);
    const heard = Array.from({ length: LIMITS.issuersMax }, (_, index): Timed => {
      const key = realKey(3_000 + index);
      const chain = realChain({ studio: { key: key.publicKey } });
      return [1, onControl(stopText({ startS: 20, number: 9, by: key, chain }, 1))];
    });
    pole.until(3, ...heard);
    const keys = () => pole.stored.at(-1)?.trust.heard.issuers.map(({ key }) => key);
    const before = keys();
    assert.equal(before?.length, LIMITS.issuersMax);
    pole.until(4, [3.5, onControl(stopText(SAYING, 3.5 - 7_200))]);
    assert.deepEqual(keys(), before);
    assert.ok(refusedBy(pole).includes('trust.forgotten'));
  });

  test('what is younger than the clock is still held against the last time that was trusted', () => {
    // The clock was right, then somebody who holds the server set it back by a day and had it say that it has no source.
    const pole = newPole().until(100, [100, { on: 'wake' }]);
    const back = { utcMinusMonoUs: after(MORNING, -86_400 * US_PER_S), errorUs: 100 };
    pole.take({ on: 'clock', clock: { ...back, trusted: true, isAdrift: true } });
    pole.until(110, [101, onControl(announceText({ ...SAYING, startS: 35 }))]);
    assert.deepEqual(refusedBy(pole), ['trust.stale']);
  });
});

test('by a clock that somebody vouches for, what is of the future is refused', () => {
  const utcMinusMonoUs = after(MORNING, -7_200 * US_PER_S);
  const pole = newPole({ clock: { utcMinusMonoUs, errorUs: 100, trusted: true } });
  pole.until(20, [2, onControl(announceText(SAYING))], ...sound(SAYING));
  assert.deepEqual(refusedBy(pole), ['bundle.unknown-stream', 'trust.future']);
});
