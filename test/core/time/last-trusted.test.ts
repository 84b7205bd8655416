/** The last time that a box trusted, and when that is worth a write. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LastTrusted } from '../../../agent/core/time/last-trusted.ts';
import { NEVER, US_PER_S, after, monoUs, utcUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';

const HOUR_US = 3_600 * US_PER_S;
const right = { utcMinusMonoUs: MORNING, errorUs: 0, trusted: true };
const blind = { ...right, trusted: false };
const at = (s: number) => monoUs(s * US_PER_S);

describe('the last trusted time', () => {
  test('is what was stored, until there is a better one', () => {
    const last = new LastTrusted(utcUs(77));
    last.note(blind, at(5));
    assert.equal(last.at, 77);
    last.note(right, at(6));
    assert.equal(last.at, after(MORNING, 6 * US_PER_S));
    last.note(blind, at(9));
    assert.equal(last.at, after(MORNING, 6 * US_PER_S));
  });

  test('is nothing where no time was ever trusted, and nothing is written then', () => {
    const last = new LastTrusted(undefined);
    last.note(blind, at(5));
    assert.deepEqual([last.at, last.storeDueUs, last.stored()], [undefined, NEVER, {}]);
  });

  test('follows a clock that was set back', () => {
    const last = new LastTrusted(after(MORNING, 365 * 24 * HOUR_US));
    last.note(right, at(1));
    assert.equal(last.at, after(MORNING, US_PER_S));
  });

  test('does not go back with a clock that nobody vouches for, and goes on with it', () => {
    const adrift = { ...right, isAdrift: true };
    const last = new LastTrusted(after(MORNING, HOUR_US));
    last.note(adrift, at(1));
    assert.equal(last.at, after(MORNING, HOUR_US));
    last.note(adrift, at(3_601));
    assert.equal(last.at, after(MORNING, 3_601 * US_PER_S));
    last.note(right, at(2));
    assert.equal(last.at, after(MORNING, 2 * US_PER_S));
  });
});

describe('it is written', () => {
  test('at once where it is the first, or more than an hour off, either way', () => {
    for (const stored of [undefined, after(MORNING, -HOUR_US), after(MORNING, 2 * HOUR_US)]) {
      const last = new LastTrusted(stored);
      last.note(right, at(1));
      assert.equal(last.storeDueUs, at(1));
    }
  });

  test('an hour after it was written with something else', () => {
    const last = new LastTrusted(undefined);
    last.note(right, at(10));
    assert.deepEqual(last.stored(), { lastTrustedAt: after(MORNING, 10 * US_PER_S) });
    last.note(right, at(100));
    assert.equal(last.storeDueUs, at(3_610));
    last.note(right, at(3_610));
    assert.equal(last.storeDueUs, at(3_610));
    last.stored();
    assert.equal(last.storeDueUs, at(7_210));
  });

  test('never while the time is not known', () => {
    const last = new LastTrusted(utcUs(1));
    last.note(right, at(1));
    last.note(blind, at(2));
    assert.equal(last.storeDueUs, NEVER);
  });

  test('in whole microseconds, as it is read back', () => {
    const last = new LastTrusted(undefined);
    last.note({ ...right, utcMinusMonoUs: MORNING + 0.5 }, at(1));
    assert.deepEqual(last.stored(), { lastTrustedAt: after(MORNING, US_PER_S) });
  });
});
