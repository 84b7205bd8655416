/** What is said of how fast a player ran against its card: over all, and of late. Four samples of 960 are 4,166.7 ppm. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CorrectionRate } from '../../../agent/core/playout/step/correction-rate.ts';

const noted = (...runs: readonly (readonly [frames: number, skipSamples: number])[]) => {
  const rate = new CorrectionRate();
  for (const [frames, skip] of runs) for (let at = 0; at < frames; at++) rate.note(skip);
  return rate.report;
};

describe('the rate of correction', () => {
  test('is not known before the first frame, and right from it on', () => {
    assert.equal(noted(), null);
    assert.deepEqual(noted([1, 4]), { overallPpm: 4_166.7, latelyPpm: 4_166.7 });
    assert.deepEqual(noted([3, -1]), { overallPpm: -1_041.7, latelyPpm: -1_041.7 });
  });

  test('of late forgets what was ten seconds ago, over all does not', () => {
    // A third of it is left after 10 s, a four-hundredth after a minute.
    assert.deepEqual(noted([3_000, 4], [500, 0]), { overallPpm: 3_571.4, latelyPpm: 1_528.9 });
    assert.deepEqual(noted([3_000, 4], [3_000, 0]), { overallPpm: 2_083.3, latelyPpm: 10.2 });
  });

  test('cancels what was taken out and put back', () => {
    assert.equal(noted([10, 4], [10, -4])?.overallPpm, 0);
  });
});
