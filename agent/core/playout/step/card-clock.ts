/**
 * When the next sample will leave the card, on the box's own clock: a Kalman filter over what the card says of itself, because
 * a single answer is some tens of microseconds off, and a player that followed it would never stand still. It knows
 * the card's pace (its crystal against ours) better with every answer.
 *
 * State: [instant of the sample being played, µs a sample]; one observation an answer. A card that answers exactly is followed exactly.
 */
import { SAMPLES_PER_MS, monoUs, type MonoUs } from '../../vocabulary.ts';

const NOMINAL_US = 1_000 / SAMPLES_PER_MS;
/** Standard deviation of one answer of a real card. */
const ANSWER_US = 25;
/** A crystal may be this far off at first (200 ppm), and wander this much in a second (0.01 ppm). */
const PACE_FIRST = NOMINAL_US * 200e-6;
const PACE_WANDER = NOMINAL_US * 0.01e-6;
/** An answer this far from what was foreseen is a card that has stood still or been set, not noise. */
const LOST_US = 2_000;

export class CardClock {
  #samples = 0;
  #atUs = 0;
  #paceUs = NOMINAL_US;
  /** Covariance of [instant, pace]. */
  #varAt = 0;
  #covariance = 0;
  #varPace = PACE_FIRST ** 2;
  #isKnown = false;

  /** The card was stopped or ran dry: where it is must be learnt anew; how fast it runs is kept. */
  restart(): void {
    this.#isKnown = false;
  }

  /** How fast the card runs against the box's clock, in parts per million. */
  get ratePpm(): number {
    return (NOMINAL_US / this.#paceUs - 1) * 1e6;
  }

  /** The card says that at `atUs` it had let out `playedSamples` (fractions allowed) since it was opened. */
  observe(playedSamples: number, atUs: MonoUs): void {
    if (this.#isKnown) this.#predict(playedSamples);
    const errorUs = atUs - this.#atUs;
    if (!this.#isKnown || Math.abs(errorUs) > LOST_US) {
      this.#samples = playedSamples;
      this.#atUs = atUs;
      this.#varAt = ANSWER_US ** 2;
      this.#covariance = 0;
      this.#isKnown = true;
      return;
    }
    const gain = this.#varAt / (this.#varAt + ANSWER_US ** 2);
    const paceGain = this.#covariance / (this.#varAt + ANSWER_US ** 2);
    this.#atUs += gain * errorUs;
    this.#paceUs += paceGain * errorUs;
    this.#varPace -= paceGain * this.#covariance;
    this.#covariance *= 1 - gain;
    this.#varAt *= 1 - gain;
  }

  /** When the sample after `samples` samples since the card was opened leaves it. */
  instantOf(samples: number): MonoUs {
    return monoUs(this.#atUs + (samples - this.#samples) * this.#paceUs);
  }

  #predict(playedSamples: number): void {
    const step = playedSamples - this.#samples;
    const seconds = Math.abs(step * NOMINAL_US) / 1e6;
    this.#samples = playedSamples;
    this.#atUs += step * this.#paceUs;
    this.#varAt += 2 * step * this.#covariance + step ** 2 * this.#varPace;
    this.#covariance += step * this.#varPace;
    this.#varPace += PACE_WANDER ** 2 * seconds;
  }
}
