/**
 * Which belief of UTC the box goes by: that of its time server, or, where none is configured or none has answered yet, the
 * system's. It says so, and trusts the system's only where it was told to go by it.
 */
import { NEVER, type MonoUs } from '../vocabulary.ts';
import type { ClockReport } from '../wire/report.ts';
import type { ClockReading } from './clock-reading.ts';
import { Timekeeper, type TimeInput, type TimekeeperParts } from './timekeeper.ts';

export type BoxTimeParts = Omit<TimekeeperParts, 'server'> & {
  readonly server: TimekeeperParts['server'] | undefined;
  readonly system: ClockReading;
};

export class BoxTime {
  readonly #timekeeper: Timekeeper | undefined;
  #system: ClockReading;
  readonly #storedPpb: number | undefined;

  constructor(parts: BoxTimeParts) {
    const { server, system, driftPpb } = parts;
    this.#timekeeper = server && new Timekeeper({ ...parts, server });
    this.#system = this.#believed(system);
    this.#storedPpb = driftPpb;
  }

  get nextWakeUs(): MonoUs {
    return this.#timekeeper?.nextWakeUs ?? NEVER;
  }

  /** What is to be stored of it, whenever something is: as often as the time that it trusts, at least. */
  get driftPpb(): number | undefined {
    return this.#timekeeper?.driftPpb ?? this.#storedPpb;
  }

  /** The same object for as long as nothing has changed. */
  get reading(): ClockReading {
    return this.#timekeeper?.reading ?? this.#system;
  }

  reportAt(nowUs: MonoUs): ClockReport {
    const { trusted, errorUs } = this.reading;
    const timekeeper = this.#timekeeper;
    if (timekeeper === undefined) return { trusted, errorUs };
    return {
      trusted,
      errorUs: timekeeper.errorUsAt(nowUs) ?? errorUs,
      sync: timekeeper.reportAt(nowUs),
    };
  }

  /** The system's own clock was read. */
  tellSystem(reading: ClockReading): void {
    this.#system = this.#believed(reading);
  }

  take(input: TimeInput, nowUs: MonoUs): void {
    this.#timekeeper?.take(input, nowUs);
  }

  settle(isBusy: boolean, nowUs: MonoUs): void {
    this.#timekeeper?.settle(isBusy, nowUs);
  }

  linkChanged(isUp: boolean, nowUs: MonoUs): void {
    if (isUp) this.#timekeeper?.hurry(nowUs);
  }

  /**
   * A box without a battery for its clock has a date that looks right, and was: when the power went. Who has a time server
   * configured is not told by anything else.
   */
  #believed(system: ClockReading): ClockReading {
    return this.#timekeeper === undefined ? system : { ...system, trusted: false };
  }
}
