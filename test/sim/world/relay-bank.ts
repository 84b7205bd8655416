/** The amplifier's two relays. Switched one after the other, at times slowly, at times not at all; without power they are off. */
import type { RelayName, RelayReading } from '../../../agent/core/vocabulary.ts';
import type { RelaySwitch } from '../trace.ts';
import type { Timeline } from './timeline.ts';

export class VirtualRelayBank {
  readonly #timeline: Timeline;
  readonly #journal: RelaySwitch[];
  readonly #slownessUs: () => number;
  readonly #isOn = { supply: false, line: false };
  #freeAtUs = 0;
  /** Raised when power is lost: what was commanded before is forgotten. */
  #turn = 0;
  failsUntilUs = 0;

  constructor(timeline: Timeline, journal: RelaySwitch[], slownessUs: () => number) {
    this.#timeline = timeline;
    this.#journal = journal;
    this.#slownessUs = slownessUs;
  }

  set(relay: RelayName, on: boolean, failed: () => void): void {
    const turn = this.#turn;
    this.#freeAtUs = Math.max(this.#freeAtUs, this.#timeline.nowUs) + this.#slownessUs();
    this.#timeline.at(this.#freeAtUs, () => {
      if (turn !== this.#turn) return;
      if (this.#timeline.nowUs < this.failsUntilUs) failed();
      else this.#switch(relay, on);
    });
  }

  /** After what was commanded before: how the contacts stand, or undefined where the bank does not answer. */
  read(answer: (reading: RelayReading | undefined) => void): void {
    const turn = this.#turn;
    this.#freeAtUs = Math.max(this.#freeAtUs, this.#timeline.nowUs) + this.#slownessUs();
    this.#timeline.at(this.#freeAtUs, () => {
      if (turn !== this.#turn) return;
      answer(this.#timeline.nowUs < this.failsUntilUs ? undefined : { ...this.#isOn });
    });
  }

  /** Until what was commanded before is done. */
  get busyForUs(): number {
    return Math.max(0, this.#freeAtUs - this.#timeline.nowUs);
  }

  /** Off, both, at once. */
  losePower(): void {
    this.#turn += 1;
    this.#freeAtUs = 0;
    this.#switch('line', false);
    this.#switch('supply', false);
  }

  #switch(relay: RelayName, on: boolean): void {
    if (this.#isOn[relay] === on) return;
    this.#isOn[relay] = on;
    this.#journal.push({ atUs: this.#timeline.nowUs, relay, on });
  }
}
