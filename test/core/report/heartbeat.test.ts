/** The pace of telemetry: even, spread over the village after an outage, and never in a hurry to catch up. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Heartbeat } from '../../../agent/core/report/heartbeat.ts';
import { NEVER, monoUs } from '../../../agent/core/vocabulary.ts';

const EVERY = 60_000_000;

const started = (random: number): Heartbeat => {
  const heartbeat = new Heartbeat(EVERY);
  heartbeat.start(monoUs(1_000), random);
  return heartbeat;
};

describe('a heartbeat', () => {
  test('is still before the link is up, and after it went down', () => {
    const heartbeat = new Heartbeat(EVERY);
    assert.equal(heartbeat.nextWakeUs, NEVER);
    assert.equal(heartbeat.beat(monoUs(1e12)), false);
    heartbeat.start(monoUs(0), 0);
    heartbeat.stop();
    assert.equal(heartbeat.nextWakeUs, NEVER);
    assert.equal(heartbeat.beat(monoUs(1e12)), false);
  });

  for (const [random, firstUs] of [
    [0, 1_000],
    [0.25, 15_001_000],
    [0.999, 59_941_000],
  ] as const) {
    test(`begins at its own moment within a beat: ${random} of it`, () => {
      const heartbeat = started(random);
      assert.equal(heartbeat.nextWakeUs, firstUs);
      assert.equal(heartbeat.beat(monoUs(firstUs - 1)), false);
      assert.equal(heartbeat.beat(monoUs(firstUs)), true);
      assert.equal(heartbeat.beat(monoUs(firstUs)), false);
      assert.equal(heartbeat.nextWakeUs, firstUs + EVERY);
    });
  }

  test('does not make up for what it missed', () => {
    const heartbeat = started(0);
    assert.equal(heartbeat.beat(monoUs(10 * EVERY)), true);
    assert.equal(heartbeat.beat(monoUs(10 * EVERY + 1)), false);
    assert.equal(heartbeat.nextWakeUs, 11 * EVERY);
  });
});
