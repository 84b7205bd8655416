/**
 * The box's own kill switch: thrown, it beats every announcement and every order from outside, until it is released again. It knows
 * neither the contact that it is nor what is on the air; it is kept by its own position, so nothing of it is stored.
 */
import type { EffectQueue } from '../effect-queue.ts';

export class KillSwitch {
  readonly #effects: EffectQueue;
  #isThrown = false;

  constructor(effects: EffectQueue) {
    this.#effects = effects;
  }

  get isThrown(): boolean {
    return this.#isThrown;
  }

  /** Takes its position; answers whether that is news. */
  take(isThrown: boolean): boolean {
    if (isThrown === this.#isThrown) return false;
    this.#isThrown = isThrown;
    if (isThrown) this.#effects.log('warn', 'switch.thrown');
    else this.#effects.log('info', 'switch.released');
    return true;
  }
}
