/**
 * Where UTC is on the box's own clock, and how fast that moves, from bursts of answers: a Kalman filter over [offset, drift].
 * It says how sure it is, and forgets when it is surprised. It asks nothing and knows no states.
 *
 *     offset' = offset + drift · dt        F = [[1, dt], [0, 1]]
 *     drift'  = drift + temperature        Q = DRIFT_WALK² · [[dt³/3, dt²/2], [dt²/2, dt]]
 *
 * Offsets in µs, drift in µs a second (ppm), time in seconds. After the time filter of Sendspin, with a random walk of the
 * drift in continuous time and noise by what the burst itself had to wait (docs/decisions/0008-time.md).
 */
import { US_PER_S, monoUs, type MonoUs } from '../vocabulary.ts';

/** How the drift of a crystal wanders in weather, ppm in the root of a second. Smaller follows the sun too slowly. */
const DRIFT_WALK_PPM = 0.04;
/** Crystals of boxes are within ± 100 ppm. */
const DRIFT_SIGMA_PPM = 100;
/** One that was known before a power cut has another temperature now. */
const DRIFT_SIGMA_STORED_PPM = 3;
/** Where it is surprised so soon, what was stored is of another crystal: a card that was moved to another box. */
const TRIAL_MEASUREMENTS = 50;
/**
 * Further off than so many deviations is a surprise: the offset is believed less, and where surprises go on the drift too.
 * A route that changed is no reason to forget a drift that took twenty minutes to learn.
 */
const SURPRISE = 5;
const FORGET_OFFSET = 16;
const FORGET_ALL = 4;
const SURPRISES_OF_ROUTE = 4;
/** A surprise moves the estimate, but no more than something that is this unlikely may. */
const SURPRISE_TAKEN_AS = 3;
/** A drift that is not known yet mixes up the exchanges of a burst; by so much of what it is over the burst. */
const UNKNOWN_WITHIN = 0.2;
/** An offset that moved faster than a kernel may slew a clock (adjtimex: 500 ppm) was set. */
const SLEW_PPM_MAX = 500;

export interface Measurement {
  readonly atUs: MonoUs;
  /** UTC less CLOCK_MONOTONIC. */
  readonly offsetUs: number;
  /** Deviation of that, as far as it is chance. */
  readonly sigmaUs: number;
  /** The true offset is no further away than this, whatever chance did: half the round trip. */
  readonly boundUs: number;
  /** From first to last exchange: for so long the drift had to be known already. */
  readonly spanUs: number;
}

/**
 * `surprised`: taken, and trusted less. `doubted`: put aside, because only a clock that was set explains it; the next one
 * decides. `stepped`: it was set, and is followed.
 */
export type Taken = 'taken' | 'surprised' | 'doubted' | 'stepped';

export class ClockFilter {
  /** The first offset: all others are kept as the difference to it, because doubles near UTC are a quarter µs apart. */
  #originUs = 0;
  #asOfUs: MonoUs | undefined;
  #offsetUs = 0;
  #driftPpm: number;
  /** The covariance. */
  #offsetVar = 0;
  #cross = 0;
  #driftVar: number;
  #doubted: Measurement | undefined;
  /** Of late: one that was none takes one away. */
  #surprises = 0;
  /** For so many measurements more the stored drift is on trial. */
  #trial: number;

  /** `driftPpm` is that of before a power cut, where it is known. */
  constructor(driftPpm: number | undefined) {
    this.#driftPpm = driftPpm ?? 0;
    this.#trial = driftPpm === undefined ? 0 : TRIAL_MEASUREMENTS;
    this.#driftVar = (driftPpm === undefined ? DRIFT_SIGMA_PPM : DRIFT_SIGMA_STORED_PPM) ** 2;
  }

  /** When the estimate was last measured; undefined before the first measurement. */
  get asOfUs(): MonoUs | undefined {
    return this.#asOfUs;
  }

  /** UTC less CLOCK_MONOTONIC at `asOfUs`. */
  get offsetUs(): number {
    return this.#originUs + this.#offsetUs;
  }

  /** What the box's clock loses against UTC, in µs a second. */
  get driftPpm(): number {
    return this.#driftPpm;
  }

  get driftSigmaPpm(): number {
    return Math.sqrt(this.#driftVar);
  }

  /** Deviation of the offset at `atUs`, by chance alone. */
  sigmaUsAt(atUs: MonoUs): number {
    return Math.sqrt(this.#aged(this.#secondsTo(atUs)).offsetVar);
  }

  take(measured: Measurement): Taken {
    const noise =
      measured.sigmaUs ** 2 +
      ((UNKNOWN_WITHIN * this.driftSigmaPpm * measured.spanUs) / US_PER_S) ** 2;
    if (this.#asOfUs === undefined) {
      this.#originUs = measured.offsetUs;
      this.#asOfUs = measured.atUs;
      this.#offsetVar = noise;
      return 'taken';
    }
    const elapsedS = this.#secondsTo(measured.atUs);
    const doubted = this.#doubted;
    this.#doubted = undefined;
    if (this.#isBeyondSlewing(measured, elapsedS)) {
      if (doubted === undefined || !this.#agree(doubted, measured)) {
        this.#doubted = measured;
        return 'doubted';
      }
      this.#age(elapsedS, measured.atUs);
      this.#set(measured, noise);
      return 'stepped';
    }
    this.#trial -= 1;
    this.#age(elapsedS, measured.atUs);
    const residualUs = measured.offsetUs - this.offsetUs;
    if (residualUs ** 2 <= SURPRISE ** 2 * (this.#offsetVar + noise)) {
      this.#surprises = Math.max(0, this.#surprises - 1);
      this.#fold(residualUs, noise);
      return 'taken';
    }
    if (this.#trial > 0) {
      this.#trial = 0;
      this.#set(measured, noise);
      this.#driftPpm = 0;
      this.#driftVar = DRIFT_SIGMA_PPM ** 2;
      return 'surprised';
    }
    this.#surprises += 1;
    if (this.#surprises <= SURPRISES_OF_ROUTE) this.#offsetVar *= FORGET_OFFSET;
    else this.#forgetAll();
    this.#fold(
      residualUs,
      Math.max(noise, (residualUs / SURPRISE_TAKEN_AS) ** 2 - this.#offsetVar),
    );
    return 'surprised';
  }

  #set(measured: Measurement, noise: number): void {
    this.#offsetUs = measured.offsetUs - this.#originUs;
    this.#offsetVar = noise;
    this.#cross = 0;
  }

  /** Neither chance, nor any way that the packets took, nor slewing explains it. */
  #isBeyondSlewing(measured: Measurement, elapsedS: number): boolean {
    const residualUs = Math.abs(measured.offsetUs - this.offsetUs - this.#driftPpm * elapsedS);
    const chanceUs = SURPRISE * Math.sqrt(this.#aged(elapsedS).offsetVar);
    return residualUs > measured.boundUs + chanceUs + SLEW_PPM_MAX * Math.max(1, elapsedS);
  }

  /** Both speak of the same clock, set once. */
  #agree(one: Measurement, other: Measurement): boolean {
    const elapsedS = (other.atUs - one.atUs) / US_PER_S;
    const apartUs = Math.abs(other.offsetUs - one.offsetUs - this.#driftPpm * elapsedS);
    return apartUs <= one.boundUs + other.boundUs + SLEW_PPM_MAX * Math.max(1, elapsedS);
  }

  #forgetAll(): void {
    this.#offsetVar *= FORGET_ALL;
    this.#driftVar = Math.min(this.#driftVar * FORGET_ALL, DRIFT_SIGMA_PPM ** 2);
    const most = Math.sqrt(this.#offsetVar * this.#driftVar);
    this.#cross = Math.max(-most, Math.min(most, this.#cross * FORGET_ALL));
  }

  #secondsTo(atUs: MonoUs): number {
    return Math.max(0, (atUs - (this.#asOfUs ?? atUs)) / US_PER_S);
  }

  /** The covariance `seconds` on. */
  #aged(seconds: number) {
    const walk = DRIFT_WALK_PPM ** 2 * seconds;
    return {
      offsetVar:
        this.#offsetVar +
        2 * this.#cross * seconds +
        this.#driftVar * seconds ** 2 +
        (walk * seconds ** 2) / 3,
      cross: this.#cross + this.#driftVar * seconds + (walk * seconds) / 2,
      driftVar: this.#driftVar + walk,
    };
  }

  #age(seconds: number, atUs: MonoUs): void {
    const { offsetVar, cross, driftVar } = this.#aged(seconds);
    this.#offsetUs += this.#driftPpm * seconds;
    this.#offsetVar = offsetVar;
    this.#cross = cross;
    this.#driftVar = driftVar;
    this.#asOfUs = monoUs(Math.max(atUs, this.#asOfUs ?? atUs));
  }

  #fold(residualUs: number, noise: number): void {
    const total = this.#offsetVar + noise;
    const offsetGain = this.#offsetVar / total;
    const driftGain = this.#cross / total;
    this.#offsetUs += offsetGain * residualUs;
    this.#driftPpm += driftGain * residualUs;
    this.#driftVar -= driftGain * this.#cross;
    this.#cross *= 1 - offsetGain;
    this.#offsetVar *= 1 - offsetGain;
  }
}
