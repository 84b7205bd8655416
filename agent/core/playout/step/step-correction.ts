/**
 * How a player that is a little off gets back into step. Errors are in samples, positive where the player is late; that they
 * are smooth is the business of whoever measures them (`card-clock.ts`, the clock filter).
 *
 *      |error|   0 ……… 0.55 sample ………………… 2 ms ………………………
 *                 as it is      stretch, ≤ 4 of 960     jump, faded
 */
import { STRETCH_SAMPLES_MAX } from './stretch.ts';

/** Half a sample and a little: a correction of one sample never calls for one back. */
const DEAD_BAND_SAMPLES = 0.55;
/** 2 ms. */
const JUMP_SAMPLES = 96;

/** Too far off to be stretched. */
export const mustJump = (errorSamples: number): boolean => Math.abs(errorSamples) > JUMP_SAMPLES;

/** By how many samples the next frame is to be shortened (lengthened where negative). */
export const correction = (errorSamples: number): number => {
  if (Math.abs(errorSamples) <= DEAD_BAND_SAMPLES) return 0;
  return Math.max(-STRETCH_SAMPLES_MAX, Math.min(STRETCH_SAMPLES_MAX, Math.round(errorSamples)));
};
