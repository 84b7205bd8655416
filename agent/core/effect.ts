/**
 * What the core asks of the world, as data. The shell performs each in the order given (`agent/shell/perform.ts`); the
 * core learns how it went by a later input, never by a return value.
 */
import type { LocalTest } from './control/local-test.ts';
import type { LampPattern, RelayName } from './vocabulary.ts';
import type { StoredState } from './stored-state.ts';
import type { SealedRecord } from './wire/proof/proof-record.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type Effect =
  /** Open a connection whose will and birth carry `session`. Answered by `link-up` or `link-down`. */
  | { readonly do: 'connect'; readonly session: number; readonly will: Publication }
  | { readonly do: 'disconnect' }
  | { readonly do: 'publish'; readonly publication: Publication }
  /** Ask the time server once, under a number that nobody can guess. Answered by `time-asked`, and with luck by `time-answer`. */
  | { readonly do: 'ask-time' }
  /** Switch one relay. Answered by `relay-failed` when the bank could not. */
  | { readonly do: 'relay'; readonly relay: RelayName; readonly on: boolean }
  /** Ask how the relays stand, after every switching asked for before. Answered by `relays-read` or `relays-unread`. */
  | { readonly do: 'read-relays' }
  /** Show this on the lamp, from now on. */
  | { readonly do: 'lamp'; readonly pattern: LampPattern }
  /** Open the sound card and pull from `Receiver.render` until `close-sink`. Answered by `sink-opened` or `sink-failed`. */
  | { readonly do: 'open-sink' }
  | { readonly do: 'close-sink' }
  /** Made durable before any later effect is performed; a disk that does not answer is waited for one second. */
  | {
      readonly do: 'store';
      readonly state: StoredState;
      /** Of the proof: all that are not known to be durable, oldest first. Answered by `stored` or `store-failed`. */
      readonly records: readonly SealedRecord[];
    }
  | {
      readonly do: 'log';
      readonly level: LogLevel;
      readonly event: string;
      readonly fields: LogFields;
    }
  /** Try what can be tried of the hardware without a sound. Answered by `self-tested`. */
  | { readonly do: 'self-test'; readonly id: string }
  /** Load a test programme that the box carries, to be heard by the wish of `by`. Answered by `test-sound`. */
  | { readonly do: 'load-test'; readonly test: LocalTest; readonly by: 'button' }
  /** Answered by `logs-collected`. */
  | { readonly do: 'collect-logs'; readonly id: string; readonly lines: number }
  /** The box stops. What is still to be done before `exit` may take no longer than the shell lets it. */
  | { readonly do: 'leave'; readonly then: Leave }
  /** Everything is off and said: the process ends. */
  | { readonly do: 'exit' };

/** What is to come after the process: whatever its supervisor thinks right, or the whole machine anew. */
export type Leave = 'end' | 'reboot';

export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}
