/** The box's own chime, as numbers: it begins and ends at nothing, is smooth, and never full. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CHIME_GAP_SAMPLES,
  CHIME_LEAD_US,
  CHIME_SAMPLES,
  chime,
} from '../../../agent/core/playout/tone/chime.ts';

describe('the chime', () => {
  const pcm = chime();
  const peakOf = (fromMs: number, untilMs: number): number =>
    pcm.slice(fromMs * 48, untilMs * 48).reduce((peak, at) => Math.max(peak, Math.abs(at)), 0);

  test('lasts 1.5 s and leaves 0.25 s before the first word', () => {
    assert.equal(pcm.length, CHIME_SAMPLES);
    assert.equal(CHIME_SAMPLES, 72_000);
    assert.equal(CHIME_GAP_SAMPLES, 12_000);
    assert.equal(CHIME_LEAD_US, 1_750_000);
  });

  test('begins and ends at zero', () => {
    assert.equal(pcm[0], 0);
    assert.equal(pcm.at(-1), 0);
  });

  test('moves by no more from one sample to the next than its bells do', () => {
    // 784 Hz and its octave at the peak, and what still rings of the other two: 2π f / rate × peak each.
    const stepMax = 7_500 * ((2 * Math.PI * (784 * 1.6 + 523 * 1.6 + 659 * 1.6)) / 48_000);
    pcm.forEach((sample, at) => {
      if (at > 0) assert.ok(Math.abs(sample - pcm[at - 1]!) <= stepMax, `sample ${at}`);
    });
  });

  test('is heard at each of its three strokes, and stays 6 dB under full scale', () => {
    for (const strokeMs of [0, 350, 700]) assert.ok(peakOf(strokeMs, strokeMs + 60) > 5_000);
    assert.ok(peakOf(0, 1_500) < 16_384);
  });

  test('strikes anew: each stroke is louder than what rang just before it', () => {
    for (const strokeMs of [350, 700]) {
      assert.ok(peakOf(strokeMs, strokeMs + 60) > 1.5 * peakOf(strokeMs - 60, strokeMs));
    }
  });

  test('is the same on every box', () => assert.deepEqual(chime(), pcm));
});
