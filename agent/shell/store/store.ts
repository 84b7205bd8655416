/**
 * Where the core's `StoredState` and its proof of play outlast a power cut, as whoever asks for it sees it. What they mean is the
 * core's; a store owns that what was saved is found again, whole, or that it is said why not.
 */
import type { LogFields, LogLevel } from '../../core/effect.ts';
import type { StoredState } from '../../core/stored-state.ts';
import type { SealedRecord } from '../../core/wire/proof/proof-record.ts';

export interface Store {
  /** The newest state that is whole; `EMPTY_STATE` where there is none. Blocks: for start-up. Never throws. */
  load(): Loaded;
  /**
   * Resolves when the state and the records, or those that were given later, would survive a power cut: never, where the disk
   * hangs. `records`: of the proof, all that no save has confirmed, oldest first; what is kept already is kept once.
   * @throws {StoreError} where they would not; what was saved before is still there.
   */
  save(state: StoredState, records: readonly SealedRecord[]): Promise<void>;
}

export interface Loaded {
  readonly state: StoredState;
  /** Of the proof: the last record, and with it all that are not acknowledged. Oldest first. */
  readonly records: readonly SealedRecord[];
  /** Set where a record may have been sent that is not among them: the chain cannot be gone on with. */
  readonly broken?: string;
  /** Of a file alone: false where it was written as a store of its own, and not behind a database. */
  readonly isCopy?: boolean;
  /** Set where the state is not simply that of the last save, or none was ever made: a line for the log. */
  readonly note?: LoadNote;
}

export interface LoadNote {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: LogFields;
}

export const loadNote = (level: LogLevel, event: string, fields: LogFields): LoadNote => ({
  level,
  event,
  fields,
});

/** Of all records that are known, those that must be found again: what is not acknowledged, and the last. */
export const recordsToKeep = (
  records: readonly SealedRecord[],
  acknowledged = 0,
): readonly SealedRecord[] => {
  const last = records.at(-1)?.number;
  return records.filter(({ number }) => number > acknowledged || number === last);
};
