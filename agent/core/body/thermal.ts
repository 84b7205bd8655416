/**
 * What heat takes from the amplifier: first loudness, in steps of 3 dB for every 5 degrees, then everything. An emergency is spared
 * for 5 degrees longer. Each step is left only 3 degrees below where it was entered. It knows no sensor and no amplifier.
 */
export interface ThermalConfig {
  readonly derateFromC: number;
  readonly offFromC: number;
}

const STEP_C = 5;
const STEP_DB = 3;
const STEPS_MAX = 4;
const BACK_C = 3;
const EMERGENCY_SPARED_C = 5;

export class Thermal {
  readonly #usual: Ladder;
  readonly #emergency: Ladder;

  constructor({ derateFromC, offFromC }: ThermalConfig) {
    this.#usual = new Ladder(derateFromC, offFromC);
    this.#emergency = new Ladder(derateFromC + EMERGENCY_SPARED_C, offFromC + EMERGENCY_SPARED_C);
  }

  take(temperatureC: number): void {
    this.#usual.take(temperatureC);
    this.#emergency.take(temperatureC);
  }

  /** What was read last is long ago: no reason to be silent any more, but to be as quiet as it called for. */
  doubt(): void {
    this.#usual.isOff = false;
    this.#emergency.isOff = false;
  }

  /** By how much less is played, in dB. */
  attenuationDb(isEmergency: boolean): number {
    return this.#of(isEmergency).steps * STEP_DB;
  }

  isOff(isEmergency: boolean): boolean {
    return this.#of(isEmergency).isOff;
  }

  #of(isEmergency: boolean): Ladder {
    return isEmergency ? this.#emergency : this.#usual;
  }
}

class Ladder {
  readonly #fromC: number;
  readonly #offC: number;
  steps = 0;
  isOff = false;

  constructor(fromC: number, offC: number) {
    this.#fromC = fromC;
    this.#offC = offC;
  }

  take(temperatureC: number): void {
    this.steps = Math.max(
      this.#stepsAt(temperatureC),
      Math.min(this.steps, this.#stepsAt(temperatureC + BACK_C)),
    );
    this.isOff = temperatureC >= this.#offC || (this.isOff && temperatureC + BACK_C >= this.#offC);
  }

  #stepsAt(temperatureC: number): number {
    const steps = Math.floor((temperatureC - this.#fromC) / STEP_C) + 1;
    return Math.min(STEPS_MAX, Math.max(0, steps));
  }
}
