/**
 * When the daily self-test is due: at its time of day, and up to half an hour later, so that a village does not test all at once. It
 * knows neither what is tested nor what is on the air.
 */
import { monoOf, utcOf, type ClockReading } from '../time/clock-reading.ts';
import {
  US_PER_DAY,
  US_PER_S,
  after,
  monoUs,
  utcUs,
  type MonoUs,
  type UtcUs,
} from '../vocabulary.ts';

const SPREAD_US = 1_800 * US_PER_S;

export interface DailyParts {
  /** Of each day in UTC, from its midnight. */
  readonly atUs: number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly nowUs: MonoUs;
}

export class Daily {
  readonly #parts: DailyParts;
  /** By the world's clock; undefined until that is known. */
  #dueAt: UtcUs | undefined;
  /** By the box's own. */
  #dueUs: MonoUs;

  constructor(parts: DailyParts) {
    this.#parts = parts;
    // A box that never learns the time tests once a day all the same.
    this.#dueUs = after(parts.nowUs, US_PER_DAY);
  }

  get dueUs(): MonoUs {
    return this.#dueUs;
  }

  /** The box knows the time otherwise than before: what is due at a time of day is due then. */
  follow(clock: ClockReading, nowUs: MonoUs): void {
    if (!clock.trusted) return;
    const nowAt = utcOf(clock, nowUs);
    // A clock that was set back by days must not put it off by days.
    const isFar = this.#dueAt !== undefined && this.#dueAt - nowAt > US_PER_DAY + SPREAD_US;
    if (this.#dueAt === undefined || isFar) this.#dueAt = this.#next(nowAt);
    this.#dueUs = monoUs(Math.max(nowUs, monoOf(clock, this.#dueAt)));
  }

  /** It is being done. */
  done(clock: ClockReading, nowUs: MonoUs): void {
    this.#dueAt = undefined;
    this.#dueUs = after(nowUs, US_PER_DAY);
    this.follow(clock, nowUs);
  }

  #next(nowAt: UtcUs): UtcUs {
    const { atUs, random } = this.#parts;
    const today = Math.floor(nowAt / US_PER_DAY) * US_PER_DAY + atUs;
    const next = today > nowAt ? today : today + US_PER_DAY;
    return utcUs(next + random() * SPREAD_US);
  }
}
