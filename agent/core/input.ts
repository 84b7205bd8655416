/** Every outside happening that the core may learn of. Failure of a device is an input, not an exception. */
import type { LocalTest, TestBy } from './control/local-test.ts';
import type { LinkCause } from './report/link-cause.ts';
import type { RefusalCode } from './refusal.ts';
import type { HardwareTried } from './self-test/findings.ts';
import type { ClockReading } from './time/clock-reading.ts';
import type {
  ContactLevels,
  MonoUs,
  RelayName,
  RelayReading,
  SensorReadings,
} from './vocabulary.ts';

export type Input =
  /** First of all inputs. Its first effects switch both relays off. `devices`: what the box is put together of, for the log. */
  | { readonly on: 'boot'; readonly devices?: Readonly<Record<string, string>> }
  /** Nothing happened but time. */
  | { readonly on: 'wake' }
  | { readonly on: 'link-up'; readonly session: number }
  | {
      readonly on: 'link-down';
      readonly session: number;
      /** Its kind, where that is known. */
      readonly cause?: LinkCause;
      /** In words, for the log. */
      readonly reason: string;
      /** Why what came over it was not taken, where that is why it is down. */
      readonly refusal?: RefusalCode;
    }
  | {
      readonly on: 'message';
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly retained: boolean;
    }
  | { readonly on: 'clock'; readonly clock: ClockReading }
  /** The question of `ask-time` is on its way, with this as its transmit timestamp. */
  | { readonly on: 'time-asked'; readonly nonce: bigint; readonly sentUs: MonoUs }
  /** A packet came from the time server, or from somebody who speaks in its name. */
  | { readonly on: 'time-answer'; readonly bytes: Uint8Array; readonly receivedUs: MonoUs }
  /** It cannot be asked: no such name, no route. */
  | { readonly on: 'time-failed'; readonly reason: string }
  | { readonly on: 'sink-opened'; readonly bufferSamples: number }
  /** The card ran dry: what was being played was cut, and `times` counts since the start of the process. */
  | { readonly on: 'xrun'; readonly times: number }
  | { readonly on: 'sink-failed'; readonly reason: string }
  | { readonly on: 'relay-failed'; readonly relay: RelayName; readonly reason: string }
  /** Somebody wants to know how the box stands now: what is read now and then is read at once. */
  | { readonly on: 'look' }
  /** How the relays stand, by the word of the board or line itself. */
  | { readonly on: 'relays-read'; readonly reading: RelayReading }
  /** The contacts as they stand, bouncing and all: at boot, at every change, and now and then. */
  | { readonly on: 'contacts'; readonly levels: ContactLevels }
  /** What the sensors say, every few seconds. */
  | { readonly on: 'sensors'; readonly readings: SensorReadings }
  /** Somebody has looked at the box: what is latched is lifted. */
  | { readonly on: 'reset-latches' }
  /** The board or line did not answer. */
  | { readonly on: 'relays-unread'; readonly reason: string }
  /**
   * The position of the kill switch: at boot as it was read, and whenever it changes. A contact that cannot be read is given as
   * thrown; bouncing is for whoever reads it to take out.
   */
  | { readonly on: 'switch'; readonly isThrown: boolean }
  /** Somebody at the box wants silence now: whatever is held ends. `by` as reports name them, such as `console`. */
  | { readonly on: 'stop-all'; readonly by: string }
  /** Somebody at the box wants it so loud from now on, in decibels; beyond the cap it stays as it is. `by` as in `stop-all`. */
  | { readonly on: 'volume'; readonly volumeDb: number; readonly by: string }
  /** So many wrong PINs in a row at the console: kept, so that a restart does not make them forgotten. */
  | { readonly on: 'console-failures'; readonly failures: number }
  /** Somebody at the box wants to hear a programme that it carries, at most 512 Opus packets; `id` is one of its own, never used before. */
  | {
      readonly on: 'test-sound';
      readonly id: string;
      readonly test: LocalTest;
      readonly by: TestBy;
      readonly packets: readonly Uint8Array[];
    }
  /** What a technician did at the console, and on which line: for the proof. */
  | {
      readonly on: 'console-did';
      readonly what: string;
      readonly by: string;
      readonly detail?: Readonly<Record<string, string>>;
    }
  /** What was to be stored would survive a power cut, and records of the proof up to `through`, where there were any. */
  | { readonly on: 'stored'; readonly through?: number }
  /** What was tried for the self-test that was asked for under this id. */
  | {
      readonly on: 'self-tested';
      readonly id: string;
      readonly tried: HardwareTried;
    }
  /** The latest log lines, oldest first. */
  | { readonly on: 'logs-collected'; readonly id: string; readonly lines: readonly string[] }
  | { readonly on: 'store-failed'; readonly reason: string }
  /** Somebody at the box wants the machine to be started again. `by` as in `stop-all`. */
  | { readonly on: 'reboot'; readonly by: string }
  /** SIGTERM: fade out, relays off, say `sleeping`, exit. */
  | { readonly on: 'shutdown' };
