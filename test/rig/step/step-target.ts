/** What is promised of two neighbours on this rig, at ± 100 ppm. */
export const STEP_TARGET = {
  /** After the first half second of sound. */
  p95Us: 30,
  maxUs: 100,
  firstUs: 250,
  /** Back in step so near, and so soon after sound is there again, after an xrun, a stall or a hang. */
  backWithinUs: 100,
  backInUs: 1_000_000,
} as const;
