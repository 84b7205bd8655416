/** When the next heartbeat is due: at an even pace, from a random point within it after each connection. */
import { NEVER, after, type MonoUs } from '../vocabulary.ts';

export class Heartbeat {
  #everyUs: number;
  #dueUs: MonoUs = NEVER;

  constructor(everyUs: number) {
    this.#everyUs = everyUs;
  }

  /** Another pace, from the next beat on. */
  pace(everyUs: number): void {
    this.#everyUs = everyUs;
  }

  get nextWakeUs(): MonoUs {
    return this.#dueUs;
  }

  /** The link is up: a village that reconnects together does not report together. `random` is 0 ≤ x < 1. */
  start(nowUs: MonoUs, random: number): void {
    this.#dueUs = after(nowUs, this.#everyUs * random);
  }

  stop(): void {
    this.#dueUs = NEVER;
  }

  /** True once for each beat; beats missed while the process stood still are not made up for. */
  beat(nowUs: MonoUs): boolean {
    if (nowUs < this.#dueUs) return false;
    this.#dueUs = after(nowUs, this.#everyUs);
    return true;
  }
}
