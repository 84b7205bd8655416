/**
 * When the next sample will leave the card, on the box's own clock: a Kalman filter over what the card says of itself, because
 * a single answer is some tens of microseconds off, and a player that followed it would never stand still. It knows
 * the card's pace (its crystal against ours) better with every answer.
 *
 * State: [instant of the sample being played, µs a sample]; one observation an answer. A card that answers exactly is followed exactly.
 *
 *     answers   · · · · · x · · · ·      one that surprises is put aside …
 *                             x x x      … and followed where the next one surprises too: the card has moved
 *     stall     · · · · ─ ─ ─ ─ x x      who moves by much is followed at once, and anew until an answer says the same
 */
import { SAMPLES_PER_MS, monoUs, type MonoUs } from '../../vocabulary.ts';

const NOMINAL_US = 1_000 / SAMPLES_PER_MS;
/** Standard deviation of one answer of a good card. One that moves by the millisecond is known by what it answers. */
const ANSWER_US = 25;
const ANSWER_LEARNT = 1.25;
/** Half of all answers are nearer than so many deviations. */
const MEDIAN = 0.67;
/** Further off than so many deviations is no noise. */
const SURPRISE = 6;
/** Of a card that has just moved two answers must agree so well: to ask for one more costs nothing. */
const AGREEMENT = 2;
/** A crystal may be this far off at first (200 ppm), and wander this much in a second (0.01 ppm). */
const PACE_FIRST = NOMINAL_US * 200e-6;
const PACE_WANDER = NOMINAL_US * 0.01e-6;
/** An answer this far from what was foreseen is a card that has stood still or been set, whatever its noise. */
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
  /**
   * Where the card is has not been said twice: it may have been moving while it answered. The first answer after a stall is a few
   * hundred microseconds wrong where the stall ended just before it, and a filter would take seconds to get over that.
   */
  #isDoubtful = true;
  /** Deviation of an answer, by those of late. */
  #answerUs = ANSWER_US;

  /** The card was stopped or ran dry: where it is must be learnt anew; how fast it runs is kept. */
  restart(): void {
    this.#isKnown = false;
    this.#isDoubtful = true;
  }

  /** How fast the card runs against the box's clock, in parts per million. */
  get ratePpm(): number {
    return (NOMINAL_US / this.#paceUs - 1) * 1e6;
  }

  /** The card says that at `atUs` it had let out `playedSamples` (fractions allowed) since it was opened. */
  observe(playedSamples: number, atUs: MonoUs): void {
    if (!this.#isKnown) return this.#begin(playedSamples, atUs);
    this.#predict(playedSamples);
    const errorUs = atUs - this.#atUs;
    const isLost = Math.abs(errorUs) > LOST_US;
    if (!isLost) this.#learnAnswer(Math.abs(errorUs));
    const variance = this.#varAt + this.#answerUs ** 2;
    const wasDoubtful = this.#isDoubtful;
    const mostDeviations = wasDoubtful ? AGREEMENT : SURPRISE;
    this.#isDoubtful = isLost || errorUs ** 2 > mostDeviations ** 2 * variance;
    if (this.#isDoubtful) {
      if (isLost || wasDoubtful) this.#begin(playedSamples, atUs);
      return;
    }
    const gain = this.#varAt / variance;
    const paceGain = this.#covariance / variance;
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

  /** What was believed of its place is void; its pace is not. */
  #begin(playedSamples: number, atUs: MonoUs): void {
    this.#samples = playedSamples;
    this.#atUs = atUs;
    this.#varAt = this.#answerUs ** 2;
    this.#covariance = 0;
    this.#isKnown = true;
  }

  /** Follows the median, which a single answer hardly moves however wrong it is. */
  #learnAnswer(sizeUs: number): void {
    const isFar = sizeUs > MEDIAN * this.#answerUs;
    const learnt = isFar ? this.#answerUs * ANSWER_LEARNT : this.#answerUs / ANSWER_LEARNT;
    this.#answerUs = Math.max(ANSWER_US, learnt);
  }

  /** How far off that may be for the sample after `samples` more than have been played: one standard deviation, by its own reckoning. */
  errorUs(aheadSamples: number): number {
    if (!this.#isKnown) return Infinity;
    const variance =
      this.#varAt + aheadSamples * (2 * this.#covariance + aheadSamples * this.#varPace);
    return Math.sqrt(Math.max(0, variance));
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
