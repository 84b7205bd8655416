/** What a console session asks of the shell, as data; and what the shell answers. */
import type { LocalTest } from '../control/local-test.ts';
import type { Input } from '../input.ts';
import type { Probes } from './diagnosis/probes.ts';
import type { Say } from './phrases/language.ts';

export type ConsoleEffect =
  /** For the terminal. Dropped, with a note, where the terminal takes nothing. */
  | { readonly do: 'write'; readonly text: string }
  /** For the program at the other end, as they are. Dropped where the terminal takes nothing: a transfer repeats itself. */
  | { readonly do: 'send'; readonly bytes: Uint8Array }
  /** Answered by `answer` with the question's own name, once; `log` again for every new line. */
  | { readonly do: 'ask'; readonly question: Question }
  /** The last question is no longer of interest. */
  | { readonly do: 'forget' }
  /** For the core of the box, as from any other source. */
  | { readonly do: 'post'; readonly input: Input }
  /** What a technician did, for whoever must know later. */
  | { readonly do: 'note'; readonly what: Note }
  /** The technician is gone, or wants to be. */
  | { readonly do: 'close' };

export type Note =
  | { readonly did: 'login' }
  /** By whoever judges it: a cable that is pulled meanwhile hides neither. */
  | { readonly did: 'wrong-pin' | 'pin-change' }
  | { readonly did: 'logout'; readonly why: 'asked' | 'idle' | 'hung-up' | 'pin-change' }
  | { readonly did: 'command'; readonly line: string };

export type Question =
  | { readonly about: 'pin'; readonly pin: string }
  /** Another PIN from now on, if `old` is the one that holds. */
  | { readonly about: 'new-pin'; readonly old: string; readonly pin: string }
  /** The first, where there is none and never was. */
  | { readonly about: 'first-pin'; readonly pin: string }
  | { readonly about: 'probes' }
  /** The box is to be looked at: how it stands is in the snapshot then. */
  | { readonly about: 'look' }
  | { readonly about: 'export' | 'provision' }
  | { readonly about: 'test'; readonly test: LocalTest }
  | { readonly about: 'config'; readonly order: ConfigOrder }
  | { readonly about: 'log'; readonly filter: string; readonly isFollowed: boolean };

export type Answer =
  | {
      readonly about: 'pin';
      readonly came: 'right' | 'wrong' | 'unset' | 'locked';
      readonly waitS: number;
    }
  | {
      readonly about: 'new-pin';
      readonly came: 'changed' | 'wrong' | 'unset' | 'locked';
      readonly waitS: number;
    }
  /** The old one still holds. `why` is of the log: English. */
  | { readonly about: 'new-pin'; readonly came: 'not-kept'; readonly why: string }
  /** `guarded`: not for whoever has no more than a cable. */
  | { readonly about: 'first-pin'; readonly came: 'set' | 'guarded' }
  | { readonly about: 'first-pin'; readonly came: 'not-kept'; readonly why: string }
  | { readonly about: 'probes'; readonly probes: Probes }
  | { readonly about: 'look' }
  /** It was ordered, under this id. */
  | { readonly about: 'test'; readonly id: string }
  | { readonly about: 'provision'; readonly hasPin: boolean }
  /** A file of that name. */
  | { readonly about: 'export'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly about: 'config'; readonly answer: ConfigAnswer }
  | { readonly about: 'log'; readonly lines: readonly LogEntry[] };

/** One line of the log, taken apart. */
export interface LogEntry {
  /** Of the day, `HH:MM:SS`, UTC. */
  readonly time: string;
  readonly level: string;
  readonly event: string;
  /** The other fields, as `name=value`. */
  readonly fields: string;
}

export type ConfigOrder =
  /** Of the keys that begin so. */
  | { readonly do: 'show'; readonly key: string }
  | { readonly do: 'set'; readonly key: string; readonly value: string }
  /** As the configuration file has it. */
  | { readonly do: 'unset'; readonly key: string }
  | { readonly do: 'discard' | 'confirm' }
  | { readonly do: 'commit'; readonly minutes: number };

export type ConfigAnswer =
  | { readonly came: 'shown'; readonly entries: readonly ConfigEntry[] }
  | { readonly came: 'set'; readonly key: string; readonly value: string }
  | { readonly came: 'unset'; readonly key: string }
  | { readonly came: 'discarded' | 'confirmed' }
  | { readonly came: 'committed'; readonly minutes: number }
  | { readonly came: 'refused'; readonly why: ConfigRefusal; readonly detail: Say };

export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  /** Whose word it is: what was set at the console lies over the file, the file over the default. */
  readonly from: 'default' | 'file' | 'console';
  /** What it will be, once that is committed. */
  readonly change?: string;
}

export type ConfigRefusal =
  | 'unknown-key'
  | 'locked-key'
  | 'wrong-value'
  | 'no-change'
  | 'not-set'
  | 'wrong-whole'
  | 'cannot-write'
  | 'no-trial';
