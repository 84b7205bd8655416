/** A frame that is played a few samples shorter or longer: the curve it follows, reckoned in fractions, and what it must not move. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STRETCH_SAMPLES_MAX, Stretch } from '../../../agent/core/playout/step/stretch.ts';
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';

const SKIPS = [...Array(STRETCH_SAMPLES_MAX).keys()].flatMap((at) => [at + 1, -at - 1]);
/** Of 65,536: what whole numbers may be beside fractions, at full level. */
const ROUNDING_MAX = 4;

const frameOf = (at: (sample: number) => number): Int16Array =>
  Int16Array.from({ length: FRAME_SAMPLES }, (_, sample) => Math.round(at(sample)));

/** For each sample a quarter of the frame is resampled, from its beginning on; the rest is the frame's own. */
const placeOf = (sample: number, skip: number): number => {
  const spread = (FRAME_SAMPLES / STRETCH_SAMPLES_MAX) * Math.abs(skip);
  const stretched = spread - skip;
  return sample < stretched ? (sample * spread) / stretched : sample + skip;
};

/** Catmull–Rom through the frame, `before` to its left and its last sample to its right, in fractions. */
const curve = (frame: Int16Array, before: number, skip: number): number[] => {
  const at = (sample: number): number =>
    sample < 0 ? before : (frame[Math.min(sample, frame.length - 1)] ?? 0);
  const length = frame.length - skip;
  return Array.from({ length }, (_, sample) => {
    const place = placeOf(sample, skip);
    const left = Math.floor(place);
    const t = place - left;
    const [a, b, c, d] = [at(left - 1), at(left), at(left + 1), at(left + 2)];
    const value =
      b + (t / 2) * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    return Math.min(32_767, Math.max(-32_768, value));
  });
};

const SOUNDS: readonly (readonly [string, (sample: number) => number])[] = [
  ['a low tone', (sample) => 12_000 * Math.sin(sample / 38)],
  ['a high tone at full level', (sample) => 32_767 * Math.sin(sample * 1.9)],
  ['full swings from sample to sample', (sample) => (sample % 3 === 0 ? 32_767 : -32_768)],
  ['a level that stands', () => -20_001],
];
for (const [what, at] of SOUNDS) {
  test(`${what} follows the curve through its samples, shorter or longer`, () => {
    const [first, frame] = [frameOf((sample) => at(sample - FRAME_SAMPLES)), frameOf(at)];
    for (const skip of SKIPS) {
      const stretch = new Stretch();
      assert.equal(stretch.apply(first, 0), first);
      const played = stretch.apply(frame, skip);
      const exact = curve(frame, first.at(-1) ?? 0, skip);
      assert.equal(played.length, FRAME_SAMPLES - skip);
      for (const [sample, value] of exact.entries()) {
        const missed = Math.abs((played[sample] ?? NaN) - value);
        assert.ok(missed <= ROUNDING_MAX, `${missed} at ${sample} of skip ${skip}`);
      }
    }
  });
}

test('the first sample stays where it is, and a level is kept to the last bit', () => {
  for (const skip of SKIPS) {
    const stretch = new Stretch();
    stretch.apply(
      frameOf(() => 777),
      0,
    );
    assert.ok(
      stretch
        .apply(
          frameOf(() => 777),
          skip,
        )
        .every((sample) => sample === 777),
    );
    assert.equal(
      stretch.apply(
        frameOf((sample) => sample * 30),
        skip,
      )[0],
      0,
    );
  }
});
