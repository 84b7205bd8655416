/**
 * A command that takes its time: it has the terminal until it is over or is stopped. While it runs, what is typed waits; Ctrl-C
 * stops it, and so do `q` and Enter where it is only to be looked at.
 */
import type { MonoUs } from '../../vocabulary.ts';
import type { Answer } from '../effect.ts';

export interface Activity {
  /** When time alone changes something; NEVER where nothing does. */
  readonly nextWakeUs: MonoUs;
  /** Ends by `q` and Enter as well. */
  readonly isWatched: boolean;
  /** It has come to its end. */
  readonly isOver: boolean;
  /** Where it is there, whatever is typed is for it and nobody else, Ctrl-C too. */
  hear?(bytes: Uint8Array, nowUs: MonoUs): void;
  wake(nowUs: MonoUs): void;
  take(answer: Answer, nowUs: MonoUs): void;
  /** Stopped by the technician. Leaves the terminal as it found it. */
  stop(): void;
}

/** What an activity may do. */
export interface Stage {
  readonly write: (text: string) => undefined;
  /** Whole lines. */
  readonly say: (lines: readonly string[]) => undefined;
}
