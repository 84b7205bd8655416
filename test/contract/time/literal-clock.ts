/** A clock that stands where the test puts it. */
import type { Clock, MonoUs } from '../../../hw/ports.ts';

export class LiteralClock implements Clock {
  #us: number;

  constructor(us = 0) {
    this.#us = us;
  }

  nowUs(): MonoUs {
    return this.#us as MonoUs;
  }

  set(us: number): void {
    this.#us = us;
  }

  pass(us: number): void {
    this.#us += us;
  }
}
