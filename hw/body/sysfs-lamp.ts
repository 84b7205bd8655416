/**
 * A lamp of the kernel's LED class: told once, it blinks by the kernel's own timer, and wakes nobody. The timer is never given up, for
 * with it would go the files that the agent may write (packaging/deb/lend-lamp).
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lamp, LampPattern } from '../ports.ts';

/** How long it is lit and dark, in ms. The timer takes 0 and something for still, and 0 and 0 for half a second each. */
const BLINKS: Readonly<Record<LampPattern, readonly [number, number]>> = {
  dark: [0, 1],
  steady: [1, 0],
  slow: [1_000, 1_000],
  fast: [125, 125],
  blip: [50, 2_950],
};

/** The files to write and what, in an order in which both are never 0, whatever stood there before. */
export const lampWrites = (pattern: LampPattern): (readonly [file: string, ms: number])[] => {
  const [litMs, darkMs] = BLINKS[pattern];
  const writes = [['delay_on', litMs] as const, ['delay_off', darkMs] as const];
  return writes.toSorted(([, one], [, other]) => other - one);
};

export class SysfsLamp implements Lamp {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  show(pattern: LampPattern): void {
    try {
      // They appear with the trigger.
      if (!existsSync(join(this.#folder, 'delay_on'))) this.#write('trigger', 'timer');
      for (const [file, ms] of lampWrites(pattern)) this.#write(file, String(ms));
    } catch {
      // A box without its lamp goes on; what it would have shown stands in telemetry.
    }
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }
}
