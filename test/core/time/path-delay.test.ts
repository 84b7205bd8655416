/** How far an offset may be off by what its packets had to wait. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PathDelay } from '../../../agent/core/time/path-delay.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';

const S = 1_000_000;
const even = (us: number): number[] => Array.from({ length: 8 }, () => us);

test('packets that never wait leave nothing but the reading of the clock', () => {
  const path = new PathDelay();
  assert.equal(path.take(even(400), 400, monoUs(0)), 10);
  assert.equal(path.biasSigmaUs, 0);
  assert.equal(path.leastUs, 400);
});

test('a burst that waited is off by a fifth of it, one that did not is not', () => {
  const path = new PathDelay();
  path.take(even(400), 400, monoUs(0));
  assert.equal(path.take(even(400), 5_400, monoUs(10 * S)), 10 + 1_000);
  assert.equal(path.take(even(400), 400, monoUs(20 * S)), 10);
});

test('where round trips are spread widely the least may yet fall, the less the more were seen', () => {
  const path = new PathDelay();
  const spread = [40, 45, 50, 55, 60, 65, 70, 75].map((ms) => ms * 1_000);
  const first = path.take(spread, 40_000, monoUs(0));
  // 3 × (median 60 ms − least 40 ms) / √8 = 21.2 ms of waiting that may have gone unseen.
  assert.equal(Math.round(first), 10 + 4_243);
  const second = path.take(spread, 40_000, monoUs(10 * S));
  assert.equal(Math.round(second), 10 + 3_000);
});

test('waiting that never ends shows in what averaging does not take away', () => {
  const path = new PathDelay();
  path.take(even(400), 400, monoUs(0));
  for (let burst = 1; burst < 300; burst++) path.take(even(400), 6_400, monoUs(burst * S));
  assert.ok(Math.abs(path.biasSigmaUs - 1_000) < 1, `${path.biasSigmaUs} µs`);
});

test('one burst in a stall weighs as little there as in the estimate', () => {
  const path = new PathDelay();
  for (let burst = 0; burst < 100; burst++) path.take(even(400), 400, monoUs(burst * S));
  path.take(even(400), 3 * S, monoUs(100 * S));
  assert.ok(path.biasSigmaUs < 1);
});

test('a route that is gone is forgotten after an hour', () => {
  const path = new PathDelay();
  path.take(even(400), 400, monoUs(0));
  path.take(even(900), 900, monoUs(3_599 * S));
  assert.equal(path.leastUs, 400);
  path.take(even(900), 900, monoUs(3_601 * S));
  assert.equal(path.leastUs, 900);
});
