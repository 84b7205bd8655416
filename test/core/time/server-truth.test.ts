/** How far a time server may be from UTC, by its own word and without it: over days without its source. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerTruth } from '../../../agent/core/time/server-truth.ts';
import { US_PER_S, monoUs } from '../../../agent/core/vocabulary.ts';

const HOUR_US = 3_600 * US_PER_S;
const said = (hours: number, rootErrorUs: number, isFreeRunning = false) => ({
  atUs: monoUs(hours * HOUR_US),
  rootErrorUs,
  isFreeRunning,
});

test('while it has a source it is as far as it says', () => {
  const truth = new ServerTruth();
  truth.hear(said(0, 2_000), 0);
  assert.deepEqual([truth.errorUs, truth.isAdrift], [2_000, false]);
  truth.hear(said(24, 1_300_000), 0);
  assert.deepEqual([truth.errorUs, truth.isAdrift], [1_300_000, true]);
});

test('by its own clock its word is worth nothing: what it last said grows by 15 µs a second', () => {
  const truth = new ServerTruth();
  truth.hear(said(0, 100_000), 0);
  truth.hear(said(1, 0, true), 0);
  assert.deepEqual([truth.errorUs, truth.isAdrift], [154_000, true]);
  truth.hear(said(72, 0, true), 0);
  assert.equal(truth.errorUs, 100_000 + 72 * 54_000);
});

test('with its source again it is believed again', () => {
  const truth = new ServerTruth();
  truth.hear(said(0, 100_000), 0);
  truth.hear(said(72, 0, true), 0);
  truth.hear(said(73, 1_000), 0);
  assert.deepEqual([truth.errorUs, truth.isAdrift], [1_000, false]);
  truth.hear(said(74, 0, true), 0);
  assert.equal(truth.errorUs, 1_000 + 54_000);
});

test('one that is set meanwhile, by whatever, may be as far off as that', () => {
  const truth = new ServerTruth();
  truth.hear(said(0, 0), 0);
  truth.hear(said(1, 0, true), -7_200 * US_PER_S);
  assert.equal(truth.errorUs, 54_000 + 7_200 * US_PER_S);
});

test('one that never had a source says what it says, and that it has none', () => {
  const truth = new ServerTruth();
  truth.hear(said(0, 30, true), 0);
  truth.hear(said(9, 30, true), 5);
  assert.deepEqual([truth.errorUs, truth.isAdrift], [30, true]);
});
