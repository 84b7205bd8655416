/**
 * One save at a time, so that a disk that hangs holds one thread of Node's pool; of what is asked for meanwhile only the newest is
 * saved, and all who asked have one promise. It knows nothing of how it is saved.
 */
import type { StoredState } from '../../core/stored-state.ts';
import type { SealedRecord } from '../../core/wire/proof/proof-record.ts';

export interface Wanted {
  readonly state: StoredState;
  readonly records: readonly SealedRecord[];
}

interface Turn {
  wanted: Wanted;
  readonly saved: Promise<void>;
}

export class SaveTurns {
  readonly #save: (wanted: Wanted) => Promise<void>;
  /** Waits for the save under way to end, and is then the one. */
  #next: Turn | undefined;
  #underWay: Promise<void> = Promise.resolve();

  constructor(save: (wanted: Wanted) => Promise<void>) {
    this.#save = save;
  }

  ask(wanted: Wanted): Promise<void> {
    if (this.#next !== undefined) {
      this.#next.wanted = wanted;
      return this.#next.saved;
    }
    const turn: Turn = { wanted, saved: this.#underWay.then(() => this.#take(turn)) };
    this.#next = turn;
    // Whoever asked learns of the failure by `saved`; the next save is tried all the same.
    this.#underWay = turn.saved.catch(() => undefined);
    return turn.saved;
  }

  #take(turn: Turn): Promise<void> {
    this.#next = undefined;
    return this.#save(turn.wanted);
  }
}
