/** The contacts of a relay board: which is closed, and what each did, and when. A timed one opens by itself. Knows no protocol. */

export interface CoilChange {
  readonly coil: number;
  readonly on: boolean;
  /** `performance.now()` of this process. */
  readonly atMs: number;
}

export class Coils {
  readonly changes: CoilChange[] = [];
  readonly #closed: boolean[];
  readonly #timers = new Map<number, NodeJS.Timeout>();
  /** A welded contact does what it does, not what it is told. */
  readonly stuck = new Map<number, boolean>();

  constructor(count: number) {
    this.#closed = Array.from({ length: count }, () => false);
  }

  get count(): number {
    return this.#closed.length;
  }

  isOn(coil: number): boolean {
    return this.stuck.get(coil) ?? this.#closed[coil] ?? false;
  }

  switch(coil: number, on: boolean, atMs = performance.now()): void {
    clearTimeout(this.#timers.get(coil));
    if (this.#closed[coil] === on) return;
    this.#closed[coil] = on;
    this.changes.push({ coil, on, atMs });
  }

  switchFor(coil: number, ms: number): void {
    this.switch(coil, true);
    const untilMs = performance.now() + ms;
    this.#timers.set(
      coil,
      setTimeout(() => {
        // A board lets go by its own clock, however late this process comes to write it down.
        this.switch(coil, false, untilMs);
      }, ms),
    );
  }

  /** Its power is gone: every contact opens. */
  powerOff(): void {
    for (let coil = 0; coil < this.count; coil += 1) this.switch(coil, false);
  }
}
