/** When the next sample leaves a card that stands still, jumps, or answers in coarse steps: how soon it is known again. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CardClock } from '../../../agent/core/playout/step/card-clock.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';

const ASK_EVERY_US = 110_000;
const STALL_AT_US = 20 * ASK_EVERY_US + 50_000;
/** Of the 100 µs within which a box must be back in step. */
const NEAR_US = 50;

/** Position of a card of −100 ppm that stands still from `STALL_AT_US` on for so long. */
const stalledFor =
  (stallUs: number) =>
  (atUs: number): number => {
    const standing = Math.min(Math.max(0, atUs - STALL_AT_US), stallUs);
    return ((atUs - standing) * 48 * (1 - 100e-6)) / 1_000;
  };

/** Asks a card at those instants; answers by how much its clock is wrong after each, in µs. */
const errorsOf = (card: (atUs: number) => number, asks: readonly number[]): number[] => {
  const clock = new CardClock();
  return asks.map((atUs) => {
    clock.observe(card(atUs), monoUs(atUs));
    return clock.instantOf(card(atUs)) - atUs;
  });
};

const everyAsk = (count: number): number[] =>
  Array.from({ length: count }, (_, ask) => ask * ASK_EVERY_US);

describe('a card that stands still', () => {
  // A stall may end anywhere between two answers: also within the 2 ms before one, which looks like no stall at all.
  for (const stallMs of [2_000, 500, 60, 3, 1, 0.5]) {
    test(`for ${stallMs} ms is followed from the second answer on, wherever between two of them it ends`, () => {
      for (let lateUs = 0; lateUs < ASK_EVERY_US; lateUs += 50) {
        const stallUs = stallMs * 1_000 + (stallMs > 3 ? lateUs : 0);
        const card = stalledFor(stallUs);
        const asks = everyAsk(60).map((atUs) => atUs + (stallMs > 3 ? 0 : lateUs));
        const errors = errorsOf(card, asks);
        const moving = asks.findIndex((atUs) => atUs >= STALL_AT_US + stallUs);
        for (const errorUs of errors.slice(moving + 2)) {
          assert.ok(Math.abs(errorUs) <= NEAR_US, `${errorUs} µs, where it is ${lateUs} µs late`);
        }
      }
    });
  }

  test('for 2 s is followed from the first answer of which it moves', () => {
    const card = stalledFor(2_000_000);
    const asks = everyAsk(60);
    const moving = asks.findIndex((atUs) => atUs >= STALL_AT_US + 2_000_000);
    assert.ok(Math.abs(errorsOf(card, asks)[moving] ?? NaN) <= 1);
  });

  test('keeps its pace over it', () => {
    const clock = new CardClock();
    const card = stalledFor(2_000_000 + 58_500);
    for (const atUs of everyAsk(45)) clock.observe(card(atUs), monoUs(atUs));
    assert.ok(Math.abs(clock.ratePpm + 100) < 2, `${clock.ratePpm} ppm`);
  });
});

describe('an answer that is wrong', () => {
  const even = (atUs: number): number => (atUs * 48) / 1_000;

  test('by a millisecond, once, moves nothing', () => {
    const asks = everyAsk(60);
    const errors = errorsOf((atUs) => even(atUs === asks[30] ? atUs - 1_000 : atUs), asks);
    // As judged by the card itself, which is wrong by a millisecond just there.
    assert.ok(Math.abs((errors[30] ?? NaN) + 1_000) <= 2, `${errors[30]} µs`);
    for (const errorUs of [...errors.slice(0, 30), ...errors.slice(31)]) {
      assert.ok(Math.abs(errorUs) <= 2, `${errorUs} µs`);
    }
  });

  test('by a millisecond, as the first of all, is forgotten with the second', () => {
    const errors = errorsOf((atUs) => even(atUs === 0 ? -1_000 : atUs), everyAsk(10));
    for (const errorUs of errors.slice(1)) assert.ok(Math.abs(errorUs) <= 2, `${errorUs} µs`);
  });
});

test('a card that moves by the millisecond is averaged once it is known for one', () => {
  const granule = 48;
  const fine = (atUs: number): number => (atUs * 48 * (1 + 37e-6)) / 1_000;
  const clock = new CardClock();
  // A timer is never on the dot: where in a millisecond it is asked is chance.
  let seed = 1;
  const errorsUs = everyAsk(200).map((askUs) => {
    seed = (seed * 16_807) % 2_147_483_647;
    const atUs = askUs + (seed % 5_000);
    clock.observe(Math.floor(fine(atUs) / granule) * granule, monoUs(atUs));
    return clock.instantOf(fine(atUs)) - atUs;
  });
  const late = errorsUs.slice(60);
  const mean = late.reduce((sum, us) => sum + us, 0) / late.length;
  for (const us of late) assert.ok(Math.abs(us - mean) <= 250, `${us} µs, ${mean} µs in the mean`);
});
