/** What box-test makes of a horn: the recording is known again with holes in it, and nothing else is taken for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { likeness } from '../../rig/box/likeness.ts';

const SECOND = 48_000;

/** Something like a voice that never says the same twice: a slow random walk, from a seed. */
const voice = (seconds: number, seed: number): Int16Array => {
  let [state, level] = [seed, 0];
  return Int16Array.from({ length: seconds * SECOND }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    level = 0.97 * level + (state / 2 ** 32 - 0.5) * 4_000;
    return level;
  });
};

const joined = (...parts: Int16Array[]): Int16Array =>
  Int16Array.from(parts.flatMap((part) => [...part]));

test('a recording is itself, wherever it begins', () => {
  const recording = voice(3, 7);
  assert.deepEqual(likeness(recording, recording), { pieces: 30, alike: 30 });
  const late = joined(new Int16Array(SECOND), recording.subarray(SECOND / 2 + 80));
  assert.deepEqual(likeness(late, recording), { pieces: 24, alike: 24 });
});

test('a hole costs the piece that it is in', () => {
  const recording = voice(3, 7);
  const holed = joined(recording.subarray(0, SECOND + 2_400), recording.subarray(SECOND + 7_200));
  const { pieces, alike } = likeness(holed, recording);
  assert.ok(alike >= pieces - 2 && alike < pieces, `${alike} of ${pieces}`);
});

test('silence, another voice, and the recording backwards are not it', () => {
  const recording = voice(3, 7);
  assert.deepEqual(likeness(new Int16Array(SECOND), recording), { pieces: 0, alike: 0 });
  assert.deepEqual(likeness(voice(2, 8), recording), { pieces: 20, alike: 0 });
  const parts = [2, 1, 0].map((at) => recording.subarray(at * SECOND, (at + 1) * SECOND));
  assert.deepEqual(likeness(joined(...parts), recording), { pieces: 30, alike: 10 });
});
