/** Whether anything in what left a horn is a click: a step larger than the tone's own and a ramp's. */
import assert from 'node:assert/strict';
import { TONE_STEP_MAX } from './tone-decoder.ts';

/** The tone's own step, what a ramp of 240 samples adds to it, and a rounding. */
const STEP_MAX = TONE_STEP_MAX + 8_000 / 240 + 1;

/** `from` is the number of the first sample, for the message. */
export const assertSmooth = (pcm: Int16Array, from = 0, stepMax = STEP_MAX): void => {
  let last = 0;
  pcm.forEach((sample, index) => {
    if (Math.abs(sample - last) > stepMax) {
      assert.fail(`a click of ${sample - last} at sample ${from + index}`);
    }
    last = sample;
  });
};
