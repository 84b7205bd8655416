/** The arithmetic of four timestamps, and what a burst says that none of its exchanges says alone. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchangeOf, resultOf, roundTripUs } from '../../../agent/core/time/exchange.ts';
import { monoUs, utcUs } from '../../../agent/core/vocabulary.ts';

/** UTC is 1 000 000 µs more than the box's clock. */
const OFFSET_US = 1_000_000;

const exchange = (atUs: number, thereUs: number, backUs: number, workUs = 50) =>
  exchangeOf(monoUs(atUs), monoUs(atUs + thereUs + workUs + backUs), {
    receivedAt: utcUs(atUs + thereUs + OFFSET_US),
    sentAt: utcUs(atUs + thereUs + workUs + OFFSET_US),
    rootErrorUs: 7,
    isFreeRunning: false,
  });

test('the time that the server took is no part of the round trip', () => {
  assert.equal(roundTripUs(exchange(0, 300, 200, 90_000)), 500);
});

test('an even way gives the offset, an uneven one is off by half of the difference', () => {
  assert.equal(resultOf([exchange(0, 300, 300)], 0)?.offsetUs, OFFSET_US);
  assert.equal(resultOf([exchange(0, 500, 100)], 0)?.offsetUs, OFFSET_US + 200);
});

describe('a burst', () => {
  test('of nothing says nothing', () => {
    assert.equal(resultOf([], 0), undefined);
  });

  test('takes the quickest way there of one exchange and the quickest way back of another', () => {
    const result = resultOf([exchange(0, 300, 9_000), exchange(200_000, 7_000, 310)], 0);
    assert.equal(result?.offsetUs, OFFSET_US - 5);
    assert.equal(result.roundTripUs, 610);
  });

  test('lies in the middle between its first and its last exchange, and says how long it was', () => {
    const result = resultOf(
      [100, 700, 400].map((atUs) => exchange(atUs, 10, 10, 0)),
      0,
    );
    assert.equal(result?.atUs, 410);
    assert.equal(result.spanUs, 600);
  });

  test('takes out what the clock loses meanwhile', () => {
    // The clock loses 100 ppm: 20 µs between two exchanges that are 200 ms apart.
    const late = exchange(200_000, 300, 300);
    const lost = { ...late, outUs: late.outUs + 20, backUs: late.backUs - 20 };
    const result = resultOf([exchange(0, 300, 300), lost], 100);
    assert.ok(Math.abs(result!.offsetUs - (OFFSET_US + 10)) < 0.01, `${result!.offsetUs}`);
    assert.ok(Math.abs(result!.roundTripUs - 600) < 0.01);
  });

  test('has no round trip below nothing, though a drift that is not known would make one', () => {
    const early = exchange(0, 5, 5);
    const late = { ...exchange(200_000, 5, 5), backUs: early.backUs - 20 };
    assert.equal(resultOf([early, late], 0)?.roundTripUs, 0);
  });

  test('is as far from UTC as the server was at its worst', () => {
    const one = exchange(0, 1, 1);
    assert.equal(resultOf([one, { ...one, rootErrorUs: 90 }], 0)?.rootErrorUs, 90);
  });
});
