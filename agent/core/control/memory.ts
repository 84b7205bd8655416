/**
 * What the box must find again after a power cut: who has something to keep hands it over, and the whole is asked to be made
 * durable before anything that is decided after it. It does not know what any of it means, nor how it is kept.
 */
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import type { StoredState } from '../stored-state.ts';
import { NEVER, US_PER_MS, US_PER_S, after, monoUs, type MonoUs } from '../vocabulary.ts';
import type { SealedRecord } from '../wire/proof/proof-record.ts';
import type { FaultLedger } from '../report/fault-ledger.ts';

/**
 * A disk that refused is tried again after this, and each time after twice as long: what power takes meanwhile is lost. Whatever else is
 * kept tries it too.
 */
const RETRY_US_MIN = 250 * US_PER_MS;
const RETRY_US_MAX = 5 * US_PER_S;
/** What is worth no write of its own is written with whatever else is, and by itself after this. */
const CARRIED_US_MAX = 900 * US_PER_S;

export interface MemoryParts {
  readonly stored: StoredState;
  /** What moves all the time and is worth no write of its own: kept whenever something else is. */
  readonly passing: () => Partial<StoredState>;
  readonly faults: Pick<FaultLedger, 'raise' | 'clear'>;
  readonly effects: EffectQueue;
}

export class Memory {
  readonly #parts: MemoryParts;
  #state: StoredState;
  /** Records that the disk has not confirmed, oldest first: whoever hands them over bounds them. */
  #unsaved: readonly SealedRecord[] = [];
  #retryUs = RETRY_US_MIN;
  #retryAtUs: MonoUs = NEVER;
  #carriedUntilUs: MonoUs = NEVER;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
    this.#state = parts.stored;
  }

  get nextWakeUs(): MonoUs {
    return monoUs(Math.min(this.#retryAtUs, this.#carriedUntilUs));
  }

  get unsaved(): readonly SealedRecord[] {
    return this.#unsaved;
  }

  /** The disk is still to answer for records: it has neither taken nor refused what it was last asked to. */
  get isAwaited(): boolean {
    return this.#unsaved.length > 0 && this.#retryAtUs === NEVER;
  }

  /** Makes `change` durable before any later effect is performed. */
  keep(change: Partial<StoredState>): void {
    const { passing, effects } = this.#parts;
    this.#state = { ...this.#state, ...passing(), ...change };
    this.#carriedUntilUs = NEVER;
    effects.push({ do: 'store', state: this.#state, records: this.#unsaved });
  }

  /** Makes `change` durable within a quarter of an hour, with the next that is: for what a power cut may take. */
  carry(change: Partial<StoredState>, nowUs: MonoUs): void {
    this.#state = { ...this.#state, ...change };
    if (this.#carriedUntilUs === NEVER) this.#carriedUntilUs = after(nowUs, CARRIED_US_MAX);
  }

  /** Makes the record durable; `stored` says when it is. */
  append(record: SealedRecord): void {
    this.#unsaved = [...this.#unsaved, record];
    this.keep({});
  }

  /** Records up to this number are wanted no longer, saved or not. */
  forgetThrough(number: number): void {
    if ((this.#unsaved[0]?.number ?? Infinity) > number) return;
    this.#unsaved = this.#unsaved.filter((record) => record.number > number);
  }

  /** What the disk made of the newest that it was given. */
  take(input: Extract<Input, { on: 'stored' | 'store-failed' }>, nowUs: MonoUs): void {
    const { faults } = this.#parts;
    if (input.on === 'store-failed') {
      faults.raise('store.failed', { reason: input.reason }, nowUs);
      this.#retryAtUs = after(nowUs, this.#retryUs);
      return;
    }
    faults.clear('store.failed', nowUs);
    if (input.through !== undefined) this.forgetThrough(input.through);
    this.#retryUs = RETRY_US_MIN;
    this.#retryAtUs = NEVER;
  }

  /** What was refused is tried now, and what was carried is kept: whoever leaves has no later. */
  hasten(): void {
    if (this.#retryAtUs !== NEVER) this.#retry();
    else if (this.#carriedUntilUs !== NEVER) this.keep({});
  }

  settle(nowUs: MonoUs): void {
    if (nowUs >= this.#retryAtUs) this.#retry();
    else if (nowUs >= this.#carriedUntilUs) this.keep({});
  }

  #retry(): void {
    this.#retryAtUs = NEVER;
    this.#retryUs = Math.min(RETRY_US_MAX, this.#retryUs * 2);
    this.keep({});
  }
}
