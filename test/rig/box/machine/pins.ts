/** The pins of the machine's GPIO chip as they are seen from outside, with the instant at which each moved. It believes no program inside. */
import { Changes } from '../../../../broker-sim/cluster/changes.ts';

export interface PinChange {
  /** Of `performance.now`. */
  readonly atMs: number;
  readonly offset: number;
  readonly level: 0 | 1;
}

/** `chip/loa_box_gpio.c` writes 1 0 offset level. */
const MARK = 0x80;
const MARK_BITS = 0xc0;

export class Pins {
  /** Every write of a level, oldest first; those that changed nothing are left out. */
  readonly changes: PinChange[] = [];
  readonly #levels = new Map<number, 0 | 1>();
  readonly #firstTold = new Map<number, number>();
  readonly #noted = new Changes();

  see(bytes: Uint8Array): void {
    const atMs = performance.now();
    for (const byte of bytes) {
      if ((byte & MARK_BITS) !== MARK) throw new Error(`the chip does not write ${byte}`);
      const offset = (byte >> 1) & 0x1f;
      if (!this.#firstTold.has(offset)) this.#firstTold.set(offset, atMs);
      this.#move({ atMs, offset, level: byte & 1 ? 1 : 0 });
    }
    this.#noted.note();
  }

  /** The machine has no power, or was reset: whatever hung on its pins lets go. */
  letGo(): void {
    const atMs = performance.now();
    for (const offset of this.#levels.keys()) this.#move({ atMs, offset, level: 0 });
    this.#noted.note();
  }

  /** Since when all of them were told something, though it were what they are; undefined where one was not. */
  told(offsets: readonly number[]): number | undefined {
    const firsts = offsets.map((offset) => this.#firstTold.get(offset) ?? Infinity);
    const lastMs = Math.max(...firsts);
    return lastMs === Infinity ? undefined : lastMs;
  }

  /** 0 until it is told otherwise, as a pin that nobody drives. */
  level(offset: number): 0 | 1 {
    return this.#levels.get(offset) ?? 0;
  }

  /** Resolves with the instant at which all of them have come to stand so; undefined at the deadline. */
  async standing(
    offsets: readonly number[],
    level: 0 | 1,
    withinMs: number,
  ): Promise<number | undefined> {
    const stand = (): boolean => offsets.every((offset) => this.level(offset) === level);
    if (!(await this.#noted.waitFor(stand, withinMs))) return undefined;
    return this.changes.findLast(({ offset }) => offsets.includes(offset))?.atMs ?? 0;
  }

  #move(change: PinChange): void {
    if (this.level(change.offset) === change.level) return;
    this.#levels.set(change.offset, change.level);
    this.changes.push(change);
  }
}
