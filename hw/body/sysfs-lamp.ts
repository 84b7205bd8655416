/** A lamp of the kernel's LED class: told once, it blinks by the kernel's own timer, and wakes nobody. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lamp, LampPattern } from '../ports.ts';

/** How long it is lit and dark, in ms; by number: neither, always. */
const BLINKS: Readonly<Record<LampPattern, readonly [number, number]>> = {
  dark: [0, 1],
  steady: [1, 0],
  slow: [1_000, 1_000],
  fast: [125, 125],
  blip: [50, 2_950],
};

export class SysfsLamp implements Lamp {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  show(pattern: LampPattern): void {
    const [litMs, darkMs] = BLINKS[pattern];
    const isStill = pattern === 'dark' || pattern === 'steady';
    try {
      this.#write('trigger', isStill ? 'none' : 'timer');
      if (isStill) this.#write('brightness', pattern === 'steady' ? '1' : '0');
      else {
        // They appear with the trigger.
        this.#write('delay_on', String(litMs));
        this.#write('delay_off', String(darkMs));
      }
    } catch {
      // A box without its lamp goes on; what it would have shown stands in telemetry.
    }
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }
}
