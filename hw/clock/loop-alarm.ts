/** An alarm by Node alone: exact to a millisecond, and the loop is woken once more at an instant that it is no longer set for. */
import type { Alarm } from '../ports.ts';

const US_PER_MS = 1_000;
/** Node's timers overflow beyond 2^31 ms. */
const WAIT_MS_MAX = 2_147_483_647;

export class LoopAlarm implements Alarm {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  setIn(us: number): void {
    clearTimeout(this.#timer);
    const waitMs = Math.min(WAIT_MS_MAX, Math.max(0, Math.ceil(us / US_PER_MS)));
    this.#timer = setTimeout(this.#ring, waitMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    this.clear();
  }
}
