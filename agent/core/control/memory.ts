/**
 * What the box must find again after a power cut: who has something to keep hands it over, and the whole is asked to be made
 * durable before anything that is decided after it. It does not know what any of it means, nor how it is kept.
 */
import type { EffectQueue } from '../effect-queue.ts';
import type { StoredState } from '../stored-state.ts';

export interface MemoryParts {
  readonly stored: StoredState;
  /** What moves all the time and is worth no write of its own: kept whenever something else is. */
  readonly passing: () => Partial<StoredState>;
  readonly effects: EffectQueue;
}

export class Memory {
  readonly #parts: MemoryParts;
  #state: StoredState;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
    this.#state = parts.stored;
  }

  /** Makes `change` durable before any later effect is performed. */
  keep(change: Partial<StoredState>): void {
    const { passing, effects } = this.#parts;
    this.#state = { ...this.#state, ...passing(), ...change };
    effects.push({ do: 'store', state: this.#state });
  }
}
