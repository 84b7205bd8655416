/** The effects of one step, in the order in which they were decided. */
import type { Effect, LogFields, LogLevel } from './effect.ts';

export class EffectQueue {
  #effects: Effect[] = [];

  push(effect: Effect): void {
    this.#effects.push(effect);
  }

  log(level: LogLevel, event: string, fields: LogFields = {}): void {
    this.#effects.push({ do: 'log', level, event, fields });
  }

  /** All of them, once. */
  drain(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
