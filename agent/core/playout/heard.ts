/** What one player has let out so far, counted where it happens. Frames are of 20 ms. */
import type { UtcUs } from '../vocabulary.ts';
import { CorrectionRate } from './step/correction-rate.ts';
import { StepError } from './step/step-error.ts';

export interface Heard {
  /** Samples of the announcement itself (decoded, or silence that the stream asked for). */
  samples: number;
  /** Samples of the tones that mark a test, before it and after it. */
  toneSamples: number;
  lateFrames: number;
  concealedFrames: number;
  recoveredFrames: number;
  silentFrames: number;
  brokenFrames: number;
  jumps: number;
  /** Times the card ran dry under it. */
  xruns: number;
  /** Samples by which frames were shortened (late) or lengthened (early) to stay in step, added up without sign. */
  stretchedSamples: number;
  readonly correction: CorrectionRate;
  readonly stepError: StepError;
  /** When the first of those samples leaves the horn, and which one of the stream it is. */
  firstAtUs: UtcUs | undefined;
  firstSample: number | undefined;
}

export const nothingHeard = (): Heard => ({
  samples: 0,
  toneSamples: 0,
  lateFrames: 0,
  concealedFrames: 0,
  recoveredFrames: 0,
  silentFrames: 0,
  brokenFrames: 0,
  jumps: 0,
  xruns: 0,
  stretchedSamples: 0,
  correction: new CorrectionRate(),
  stepError: new StepError(),
  firstAtUs: undefined,
  firstSample: undefined,
});
