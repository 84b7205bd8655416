/** Something like speech, made up and always the same: syllables of a gliding voice with two formants, pauses between. */

export const FRAME_SAMPLES = 960;
const SAMPLE_RATE_HZ = 48_000;
const SYLLABLE_S = 0.22;

/** The whole recording, `frames` of 20 ms. */
export const speech = (frames: number): Int16Array => {
  let phase = 0;
  return Int16Array.from({ length: frames * FRAME_SAMPLES }, (_, at) => {
    const seconds = at / SAMPLE_RATE_HZ;
    const inSyllable = (seconds % SYLLABLE_S) / SYLLABLE_S;
    const loudness = Math.sin(Math.PI * Math.min(1, inSyllable / 0.8)) ** 2;
    phase += (2 * Math.PI * (140 + 40 * Math.sin(seconds * 3))) / SAMPLE_RATE_HZ;
    const voice = [1, 2, 3, 5, 8, 13].reduce((sum, n) => sum + Math.sin(phase * n) / n, 0);
    return Math.round(5_000 * loudness * voice);
  });
};
