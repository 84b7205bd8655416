/** The disk of one box: what outlasts its power, and what it refuses meanwhile. Knows nothing of what is kept on it. */
import type { Effect } from '../../../agent/core/effect.ts';
import { EMPTY_STATE, type StoredState } from '../../../agent/core/stored-state.ts';
import type { SealedRecord } from '../../../agent/core/wire/proof/proof-record.ts';
import type { BoxTrace } from '../trace.ts';

export class Disk {
  readonly #trace: Pick<BoxTrace, 'disk' | 'most' | 'saves'>;
  #state: StoredState = EMPTY_STATE;
  #records: readonly SealedRecord[] = [];
  /** When each record was first to be kept, by its text: it was made in that very step. */
  readonly #madeUs = new Map<string, number>();
  failsUntilUs = 0;

  constructor(trace: Pick<BoxTrace, 'disk' | 'most' | 'saves'>) {
    this.#trace = trace;
  }

  get state(): StoredState {
    return this.#state;
  }

  get records(): readonly SealedRecord[] {
    return this.#records;
  }

  madeUs(text: string): number | undefined {
    return this.#madeUs.get(text);
  }

  /** Whether it kept them; `atUs`: after what was heard at this instant before. */
  keep({ state, records }: Extract<Effect, { do: 'store' }>, nowUs: number, atUs: number): boolean {
    const { disk, most, saves } = this.#trace;
    const texts = records.map(({ text }) => text);
    for (const text of texts) if (!this.#madeUs.has(text)) this.#madeUs.set(text, atUs);
    const isKept = nowUs >= this.failsUntilUs;
    saves.push({ atUs, isKept, texts });
    if (!isKept) return false;
    this.#state = state;
    most.acknowledged = Math.max(most.acknowledged, state.acknowledged ?? 0);
    for (const record of records.filter(({ number }) => number > disk.length)) {
      disk.push(record.text);
      this.#records = [...this.#records, record];
    }
    return true;
  }
}
