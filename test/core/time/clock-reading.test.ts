/** From the box's own clock to the world's and back, with instants as large as they are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monoOf, utcOf } from '../../../agent/core/time/clock-reading.ts';
import { monoUs, samplesToUs, usToSamples, utcUs } from '../../../agent/core/vocabulary.ts';

const NOV_2026 = 1_795_400_000_000_000;
const clock = { utcMinusMonoUs: NOV_2026 - 3_600_000_000, errorUs: 250, trusted: true };

test('an hour after the box was switched on', () => {
  assert.equal(utcOf(clock, monoUs(3_600_000_000)), NOV_2026);
  assert.equal(monoOf(clock, utcUs(NOV_2026 + 20_000)), 3_600_020_000);
});

test('there and back is the same instant to a quarter of a microsecond, ten years on', () => {
  const tenYearsUs = 10 * 365 * 86_400e6;
  for (const us of [0, 0.25, 1 / 3, 20_833.333, tenYearsUs + 0.1]) {
    assert.ok(Math.abs(monoOf(clock, utcOf(clock, monoUs(us))) - us) <= 0.25);
  }
});

test('a sample is found again in UTC, whichever it is', () => {
  for (const sample of [0, 1, 47, 959, 960, 48_000 * 3_600 + 7, 48_000 * 86_400 - 1]) {
    const at = utcUs(NOV_2026 + samplesToUs(sample));
    assert.equal(Math.round(usToSamples(at - NOV_2026)), sample);
  }
});

test('a clock that loses 100 ppm is followed from when it was read, both ways', () => {
  const reading = { ...clock, drift: { ppm: 100, asOfUs: monoUs(3_600_000_000) } };
  assert.equal(utcOf(reading, monoUs(3_600_000_000)), NOV_2026);
  // Ten seconds of its own are 10.001 s of the world's.
  assert.equal(utcOf(reading, monoUs(3_610_000_000)), NOV_2026 + 10_001_000);
  assert.equal(monoOf(reading, utcUs(NOV_2026 + 10_001_000)), 3_610_000_000);
  assert.equal(monoOf(reading, utcUs(NOV_2026 - 10_001_000)), 3_590_000_000);
});
