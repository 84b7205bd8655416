/**
 * The box itself, beside what it plays: what its contacts and sensors say, what of that is a fault, and what it forbids the
 * amplifier. It knows nothing of announcements, relays or files.
 */
import type { FaultLedger } from '../report/fault-ledger.ts';
import type { FaultCode } from '../fault.ts';
import type { Input } from '../input.ts';
import type { BodyConfig } from '../receiver-config.ts';
import { NEVER, US_PER_S, after, monoUs, type MonoUs, type SensorReadings } from '../vocabulary.ts';
import type { BodyReport } from '../wire/report.ts';
import { Contacts, type ContactChange } from './contacts.ts';
import { SpeakerLine } from './speaker-line.ts';
import { Thermal } from './thermal.ts';

type BodyInput = Extract<Input, { readonly on: 'contacts' | 'sensors' | 'reset-latches' }>;

export interface BodyParts {
  readonly config: BodyConfig;
  readonly faults: FaultLedger;
  /** The line to the horns was short before the box was started, and was not looked at since. */
  readonly isLineLatched: boolean;
  /** The box runs on what its battery holds. */
  readonly mainsLost: () => void;
  /** The test button was pressed, and not held. */
  readonly testPressed: (nowUs: MonoUs) => void;
}

/** Held so long, the test button resets what is latched. */
const RESET_HELD_US = 5 * US_PER_S;
/** A sensor that has not been read for so long is no sensor. */
const SENSOR_STALE_US = 60 * US_PER_S;
/** Too hot was the last that was read: by then the box has cooled, and only its sensor is to be blamed. */
const HEAT_REMEMBERED_US = 600 * US_PER_S;

export class Body {
  readonly #parts: BodyParts;
  readonly #contacts = new Contacts();
  readonly #thermal: Thermal;
  readonly #line: SpeakerLine;
  #readings: SensorReadings = {};
  #staleFromUs: MonoUs = NEVER;
  /** NEVER while it is not too hot. */
  #hotUntilUs: MonoUs = NEVER;
  #isTestPressed = false;
  #isLatchStored: boolean;

  constructor(parts: BodyParts) {
    this.#parts = parts;
    this.#thermal = new Thermal(parts.config.thermal);
    this.#line = new SpeakerLine(parts.config.speakerLine, parts.isLineLatched);
    this.#isLatchStored = parts.isLineLatched;
  }

  /** What the box must find again after a power cut: it must not be what puts power on a line that is short. */
  get isLineLatched(): boolean {
    return this.#line.isLatched;
  }

  /** True once, when that has changed. */
  mustStore(): boolean {
    const isNews = this.isLineLatched !== this.#isLatchStored;
    this.#isLatchStored = this.isLineLatched;
    return isNews;
  }

  /** Says again what was wrong before the box was started. */
  begin(nowUs: MonoUs): void {
    this.#judgeSensors(nowUs);
  }

  /** The amplifier must not be on: the line was short, or the box is too hot. */
  forbidsAmplifier(isEmergency: boolean): boolean {
    return this.#line.isLatched || this.#thermal.isOff(isEmergency);
  }

  attenuationDb(isEmergency: boolean): number {
    return this.#thermal.attenuationDb(isEmergency);
  }

  get report(): BodyReport {
    const level = (name: 'tamper' | 'mains'): boolean | null => this.#contacts.level(name) ?? null;
    const { temperatureC, supplyV, currentA } = this.#readings;
    return {
      temperatureC: temperatureC ?? null,
      supplyV: supplyV ?? null,
      currentA: currentA ?? null,
      speakerLine: this.#line.state,
      lineLatched: this.#line.isLatched,
      mainsLost: level('mains'),
      tamper: level('tamper'),
    };
  }

  get nextWakeUs(): MonoUs {
    return monoUs(Math.min(this.#contacts.nextWakeUs, this.#staleFromUs, this.#hotUntilUs));
  }

  take(input: BodyInput, nowUs: MonoUs): void {
    if (input.on === 'contacts') this.#contacts.take(input.levels, nowUs);
    else if (input.on === 'sensors') this.#sense(input.readings, nowUs);
    else this.#reset(nowUs);
  }

  #sense(readings: SensorReadings, nowUs: MonoUs): void {
    this.#readings = readings;
    this.#staleFromUs = after(nowUs, SENSOR_STALE_US);
    if (typeof readings.temperatureC === 'number') {
      this.#thermal.take(readings.temperatureC);
      this.#hotUntilUs = this.#thermal.isOff(false) ? after(nowUs, HEAT_REMEMBERED_US) : NEVER;
    }
    if (readings.line !== undefined) this.#line.take(readings.line);
    this.#judgeSensors(nowUs);
  }

  /** The latch of a short is lifted, by somebody who has looked. */
  #reset(nowUs: MonoUs): void {
    this.#line.reset();
    this.#judgeSensors(nowUs);
  }

  /** Answers the position of the kill switch, where it has another one. */
  settle(nowUs: MonoUs): boolean | undefined {
    let isThrown: boolean | undefined;
    for (const change of this.#contacts.settle(nowUs)) {
      // What cannot be read is taken for thrown: silence is the safe side.
      if (change.contact === 'kill') isThrown = change.level ?? true;
      else this.#follow(change, nowUs);
    }
    if (nowUs >= this.#staleFromUs) {
      this.#staleFromUs = NEVER;
      const unread = Object.keys(this.#readings).map((name) => [name, null]);
      this.#readings = Object.fromEntries(unread) as SensorReadings;
      if (this.#readings.line !== undefined) this.#line.take(null);
      this.#judgeSensors(nowUs);
    }
    if (nowUs >= this.#hotUntilUs) {
      this.#hotUntilUs = NEVER;
      this.#thermal.doubt();
      this.#judgeSensors(nowUs);
    }
    return isThrown;
  }

  #follow({ contact, level, lastedUs = 0 }: ContactChange, nowUs: MonoUs): void {
    if (contact === 'tamper') this.#judge('tamper.open', level === true, {}, nowUs);
    if (contact === 'mains') this.#judge('mains.lost', level === true, {}, nowUs);
    if (contact === 'mains' && level === true) this.#parts.mainsLost();
    if (contact !== 'test') return;
    // What could not be read before was not pressed.
    const isLetGo = this.#isTestPressed && level === false;
    this.#isTestPressed = level === true;
    if (!isLetGo) return;
    if (lastedUs >= RESET_HELD_US) this.#reset(nowUs);
    else this.#parts.testPressed(nowUs);
  }

  #judgeSensors(nowUs: MonoUs): void {
    const { temperatureC = null } = this.#readings;
    const unread = Object.entries(this.#readings).filter(([, value]) => value === null);
    const names = unread.map(([name]) => name).join(' and ');
    this.#judge('sensor.failed', unread.length > 0, { sensors: names }, nowUs);
    const { state, isLatched } = this.#line;
    this.#judge('line.short', isLatched, { state }, nowUs);
    this.#judge('line.open', state === 'open', {}, nowUs);
    const isOff = this.#thermal.isOff(false);
    this.#judge('heat.off', isOff, { temperatureC }, nowUs);
    this.#judge('heat.derated', !isOff && this.attenuationDb(false) > 0, { temperatureC }, nowUs);
  }

  #judge(
    code: FaultCode,
    isSo: boolean,
    fields: Readonly<Record<string, string | number | null>>,
    nowUs: MonoUs,
  ): void {
    if (isSo) this.#parts.faults.raise(code, fields, nowUs);
    else this.#parts.faults.clear(code, nowUs);
  }
}
