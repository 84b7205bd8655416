/** Contacts on GPIO lines, with the chip's own pull-up or pull-down and its edges. A line that cannot be had is asked for again. */
import { cannotHaveLine } from '../gpio-failure.ts';
import { GPIO_FLAG, type NativeGpio, type NativeLine } from '../native/load.ts';
import type { ContactInputs, ContactLevels, DeviceError } from '../ports.ts';

export interface GpioContactsOptions {
  readonly gpio: NativeGpio;
  readonly chip: string;
  /** By the name of the contact. */
  readonly offsets: Readonly<Partial<Record<string, number>>>;
  /** A closed contact pulls its line low. */
  readonly isActiveLow: boolean;
  /** Told whenever a line cannot be had. */
  readonly failed: (error: DeviceError) => void;
}

export class GpioContacts implements ContactInputs {
  readonly #options: GpioContactsOptions;
  readonly #lines = new Map<string, NativeLine>();
  #changed: () => void = () => undefined;

  constructor(options: GpioContactsOptions) {
    this.#options = options;
  }

  read(): ContactLevels {
    const names = Object.keys(this.#options.offsets);
    return Object.fromEntries(names.map((name) => [name, this.#level(name)]));
  }

  watch(changed: () => void): void {
    this.#changed = changed;
  }

  close(): void {
    for (const line of this.#lines.values()) this.#options.gpio.close(line);
    this.#lines.clear();
    this.#changed = () => undefined;
  }

  /** One that was held and cannot be read is had anew at once: a word that was lost on a bus must not pass for a switch that was thrown. */
  #level(name: string): boolean | null {
    const held = this.#lines.get(name);
    const level = held === undefined ? null : this.#read(name, held);
    if (level !== null) return level;
    const line = this.#request(name);
    return line === undefined ? null : this.#read(name, line);
  }

  #read(name: string, line: NativeLine): boolean | null {
    const level = this.#options.gpio.get(line);
    if (level >= 0) return level === 1;
    // A chip that is gone gives its line back, and is asked again when it is there.
    this.#options.gpio.close(line);
    this.#lines.delete(name);
    return null;
  }

  #request(name: string): NativeLine | undefined {
    const { gpio, chip, offsets, isActiveLow, failed } = this.#options;
    const offset = offsets[name] ?? 0;
    const bias = isActiveLow ? GPIO_FLAG.pullUp + GPIO_FLAG.activeLow : GPIO_FLAG.pullDown;
    const edges = GPIO_FLAG.risingEdge + GPIO_FLAG.fallingEdge;
    const answer = gpio.request(chip, offset, `loa ${name}`, GPIO_FLAG.input + bias + edges);
    if (!('line' in answer)) {
      const place = { chip, offset, chipKey: 'inputs.chip', offsetKey: `inputs.${name}` };
      failed(cannotHaveLine(gpio, place, answer));
      return undefined;
    }
    this.#lines.set(name, answer.line);
    gpio.watch(answer.line, () => {
      this.#changed();
    });
    return answer.line;
  }
}
