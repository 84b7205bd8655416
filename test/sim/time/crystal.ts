/** The crystal of a box: off by so many ppm, warmed by the sun and the sound, and wandering. Keeps the box's own clock. */
import { monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import type { Chance } from '../world/chance.ts';

export interface Weather {
  /** Height of the wave of temperature, and its length. */
  readonly wavePpm: number;
  readonly waveS: number;
  /** Random walk, ppm in the root of a second. */
  readonly walkPpm: number;
}

export const STEADY: Weather = { wavePpm: 0, waveS: 1, walkPpm: 0 };
/** A box in the sun, day and night. */
export const DAY: Weather = { wavePpm: 5, waveS: 86_400, walkPpm: 0.005 };
/** Rain and sun by turns. */
export const HOURS: Weather = { wavePpm: 5, waveS: 4 * 3_600, walkPpm: 0.005 };
/** Worse than what is promised for. */
export const SQUALLS: Weather = { wavePpm: 5, waveS: 3_600, walkPpm: 0.01 };

const STEP_US = 1e6;

export class Crystal {
  readonly #chance: Chance;
  readonly #ppm: number;
  readonly #weather: Weather;
  readonly #phase: number;
  /** µs gained by the random walk until each whole second. */
  readonly #walkedUs: number[] = [0];
  #walkPpm = 0;

  constructor(chance: Chance, ppm: number, weather: Weather) {
    this.#chance = chance;
    this.#ppm = ppm;
    this.#weather = weather;
    this.#phase = chance.between(0, 2 * Math.PI);
  }

  /** What the box's clock shows at world time `worldUs`. */
  monoAt(worldUs: number): MonoUs {
    const { wavePpm, waveS } = this.#weather;
    const turn = (2 * Math.PI) / waveS;
    const wave = Math.cos(this.#phase) - Math.cos((turn * worldUs) / 1e6 + this.#phase);
    const gainedUs = (this.#ppm * worldUs) / 1e6 + (wavePpm / turn) * wave + this.#walkUs(worldUs);
    return monoUs(1e9 + worldUs + gainedUs);
  }

  /** When it will show `mono`: to less than a nanosecond, because a clock is nearly right. */
  worldAt(mono: MonoUs): number {
    let worldUs: number = mono - 1e9;
    for (let round = 0; round < 4; round++) worldUs += mono - this.monoAt(worldUs);
    return worldUs;
  }

  #walkUs(worldUs: number): number {
    const step = Math.max(0, Math.floor(worldUs / STEP_US));
    while (this.#walkedUs.length < step + 2) {
      this.#walkPpm += this.#weather.walkPpm * gauss(this.#chance);
      this.#walkedUs.push((this.#walkedUs.at(-1) ?? 0) + this.#walkPpm);
    }
    const [from = 0, to = 0] = this.#walkedUs.slice(step, step + 2);
    return from + (to - from) * (worldUs / STEP_US - step);
  }
}

/** Box and Muller. */
export const gauss = (chance: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - chance.real())) * Math.cos(2 * Math.PI * chance.real());
