/**
 * The amplifier's relays on two GPIO lines, held under this program's name, off from the moment they are had. The kernel may leave
 * a line as it was when its holder dies: what switches it off then is the next start. It knows no rule of relays.
 */
import { cannotHaveLine, lineFailed, type GpioPlace } from '../gpio-failure.ts';
import { GPIO_FLAG, nativeGpio, type NativeGpio, type NativeLine } from '../native/load.ts';
import { DeviceError, type RelayBank, type RelayName, type RelayReading } from '../ports.ts';
import { OFF_ORDER } from './all-off.ts';
import { cannotRead, cannotSwitch } from './not-open.ts';

export interface GpioBankOptions {
  readonly chip: string;
  readonly offsets: Readonly<Record<RelayName, number>>;
  readonly isActiveLow: boolean;
}

export class GpioBank implements RelayBank {
  readonly #options: GpioBankOptions;
  readonly #lines = new Map<RelayName, NativeLine>();
  #isOpen = false;

  constructor(options: GpioBankOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const gpio = partOr();
    try {
      for (const relay of OFF_ORDER) this.#lineOf(gpio, relay);
      for (const relay of OFF_ORDER) this.#switch(gpio, relay, false);
      this.#isOpen = true;
    } catch (error) {
      this.#giveBack(gpio);
      throw error;
    }
  }

  async set(relay: RelayName, on: boolean): Promise<void> {
    if (!this.#isOpen) throw cannotSwitch(relay, on);
    this.#switch(partOr(), relay, on);
  }

  async read(): Promise<RelayReading> {
    if (!this.#isOpen) throw cannotRead();
    const gpio = partOr();
    return { supply: this.#level(gpio, 'supply'), line: this.#level(gpio, 'line') };
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const gpio = partOr();
    const failures: unknown[] = [];
    for (const relay of OFF_ORDER) {
      try {
        this.#switch(gpio, relay, false);
      } catch (error) {
        failures.push(error);
      }
    }
    this.#giveBack(gpio);
    if (failures.length > 0) throw failures[0];
  }

  #placeOf(relay: RelayName): GpioPlace {
    const { chip, offsets } = this.#options;
    const offsetKey = `amplifier.${relay}`;
    return { chip, offset: offsets[relay], chipKey: 'amplifier.chip', offsetKey };
  }

  /** Asked for again where its chip was gone: one that is there again has it off. */
  #lineOf(gpio: NativeGpio, relay: RelayName): NativeLine {
    const line = this.#lines.get(relay) ?? this.#request(gpio, relay);
    this.#lines.set(relay, line);
    return line;
  }

  #request(gpio: NativeGpio, relay: RelayName): NativeLine {
    const place = this.#placeOf(relay);
    const flags = GPIO_FLAG.output + (this.#options.isActiveLow ? GPIO_FLAG.activeLow : 0);
    const answer = gpio.request(place.chip, place.offset, `loa ${relay}`, flags);
    if ('line' in answer) return answer.line;
    throw cannotHaveLine(gpio, place, answer);
  }

  #switch(gpio: NativeGpio, relay: RelayName, on: boolean): void {
    const code = gpio.set(this.#lineOf(gpio, relay), on);
    if (code < 0) throw this.#failure(gpio, relay, code);
  }

  #level(gpio: NativeGpio, relay: RelayName): boolean {
    const level = gpio.get(this.#lineOf(gpio, relay));
    if (level < 0) throw this.#failure(gpio, relay, level);
    return level === 1;
  }

  /** A line that fails is given back: that of a chip that was pulled out never comes back to life. */
  #failure(gpio: NativeGpio, relay: RelayName, code: number): DeviceError {
    const line = this.#lines.get(relay);
    if (line !== undefined) gpio.close(line);
    this.#lines.delete(relay);
    return lineFailed(this.#options.chip, this.#options.offsets[relay], code);
  }

  #giveBack(gpio: NativeGpio): void {
    for (const line of this.#lines.values()) gpio.close(line);
    this.#lines.clear();
  }
}

const partOr = (): NativeGpio => {
  if (nativeGpio.part !== undefined) return nativeGpio.part;
  const [cause = '', ...remedy] = (nativeGpio.absent ?? '').split('; ');
  throw new DeviceError(`the GPIO lines cannot be had: ${cause}`, remedy.join('; '));
};
