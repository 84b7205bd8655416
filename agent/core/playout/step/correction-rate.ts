/**
 * How fast a player has been running against its card to stay in step: over a whole announcement, and of late. What it
 * shows is the card's crystal beside UTC; a value that wanders is a clock that does. Jumps are no rate and do not count.
 */
import { FRAME_SAMPLES } from '../../vocabulary.ts';
import type { CorrectionReport } from '../../wire/report.ts';

/** Of late: the weight of a frame falls to a third within 10 s. */
const LATELY_FRAMES = 500;

export class CorrectionRate {
  #frames = 0;
  #skippedSamples = 0;
  /** Means that forget, of samples skipped a frame and of one a frame: their quotient is right from the first frame on. */
  #latelySkipped = 0;
  #latelyFrames = 0;

  /** One frame was played `skipSamples` shorter, longer where negative. */
  note(skipSamples: number): void {
    this.#frames += 1;
    this.#skippedSamples += skipSamples;
    this.#latelySkipped += (skipSamples - this.#latelySkipped) / LATELY_FRAMES;
    this.#latelyFrames += (1 - this.#latelyFrames) / LATELY_FRAMES;
  }

  /** Parts per million to a tenth, positive where it plays faster than the card by itself would; null where nothing was noted. */
  get report(): CorrectionReport | null {
    if (this.#frames === 0) return null;
    return {
      overallPpm: ppm(this.#skippedSamples / this.#frames),
      latelyPpm: ppm(this.#latelySkipped / this.#latelyFrames),
    };
  }
}

const ppm = (samplesAFrame: number): number =>
  Math.round((samplesAFrame / FRAME_SAMPLES) * 1e7) / 10;
