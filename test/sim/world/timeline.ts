/** The one clock of the world, in µs since its beginning, and all that is yet to happen. Nothing in it knows why. */

export interface Appointment {
  cancel(): void;
}

interface Entry extends Appointment {
  readonly atUs: number;
  /** What was arranged first happens first, where both are due at once. */
  readonly order: number;
  act: (() => void) | undefined;
}

export class Timeline {
  #nowUs = 0;
  #order = 0;
  /** A binary heap, the earliest on top. */
  readonly #heap: Entry[] = [];

  get nowUs(): number {
    return this.#nowUs;
  }

  /** Lets `act` happen at `atUs`, or now where that is past. */
  at(atUs: number, act: () => void): Appointment {
    const entry: Entry = {
      atUs: Math.max(atUs, this.#nowUs),
      order: this.#order++,
      act,
      cancel: () => {
        entry.act = undefined;
      },
    };
    this.#push(entry);
    return entry;
  }

  after(waitUs: number, act: () => void): Appointment {
    return this.at(this.#nowUs + waitUs, act);
  }

  /** Everything up to `untilUs` happens, in order; then it is `untilUs`. */
  run(untilUs: number): void {
    for (let top = this.#heap[0]; top !== undefined && top.atUs <= untilUs; top = this.#heap[0]) {
      this.#pop();
      this.#nowUs = top.atUs;
      top.act?.();
    }
    this.#nowUs = untilUs;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    heap[place] = last;
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.atUs < other.atUs || (one.atUs === other.atUs && one.order < other.order);
