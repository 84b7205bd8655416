/**
 * What the agent asks of hardware. A driver imports this file and its native module, nothing else; every driver,
 * fake or real, passes the contract suite of its port in `test/contract`.
 *
 * Times are microseconds on CLOCK_MONOTONIC (`process.hrtime`), fractions allowed.
 */
import type {
  ContactLevels,
  LampPattern,
  MonoUs,
  RelayName,
  RelayReading,
  SensorReadings,
} from '../agent/core/vocabulary.ts';

export type { ContactLevels, LampPattern, MonoUs, RelayName, RelayReading, SensorReadings };

/** Reads CLOCK_MONOTONIC. The one source of time: nothing else in the house asks a clock. */
export interface Clock {
  nowUs(): MonoUs;
}

/** Rings once at the instant that it was set for last, or some hundreds of µs later. Keeps the process alive until it is closed. */
export interface Alarm {
  /** In place of whatever it was set for. It may still ring once for that, where its time had come already. */
  setIn(us: number): void;
  /** For nothing. */
  clear(): void;
  close(): void;
}

export type OpenAlarm = (ring: () => void) => Alarm;

/** Whom a `TimeSocket` speaks to, and who is told what comes. */
export interface TimeSocketPeer {
  /** In figures. */
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** Whatever came from that address, and when. */
  readonly onDatagram: (bytes: Uint8Array, receivedUs: MonoUs) => void;
  /** It could not be sent, or the other end refuses. The socket is of no more use. */
  readonly onError: (error: Error) => void;
}

/** Datagrams to one peer and from it, each with the instant at which it left or came. What others send, the kernel drops. */
export interface TimeSocket {
  /** Never waits. Answers when it left; undefined, after `onError`, where it did not. */
  send(bytes: Uint8Array): MonoUs | undefined;
  close(): void;
}

/** @throws {NodeJS.ErrnoException} where there is no way to the peer. */
export type OpenTimeSocket = (peer: TimeSocketPeer) => Promise<TimeSocket>;

/** A device said no. `remedy` is for the person who reads the log. */
export class DeviceError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeviceError';
    this.remedy = remedy;
  }
}

export interface SinkStatus {
  /** `failed`: the card is gone or the file cannot be written; close it and open it again. */
  readonly state: 'running' | 'failed';
  /** When this status was true. */
  readonly atUs: MonoUs;
  /**
   * The next sample written leaves the horn this long after `atUs`, in samples, fractions included. That instant moves by
   * what is written and by an xrun, never otherwise. 0 where failed.
   */
  readonly delaySamples: number;
  /** Samples that `write` takes now without blocking. 0 where failed. */
  readonly roomSamples: number;
  /** Times the card ran dry since it was opened. Before the first write it is idle, not dry. */
  readonly xruns: number;
  /** Why it failed, in words. */
  readonly reason?: string;
}

export interface SinkOpened {
  /** How much the card holds ahead of the horn. */
  readonly bufferSamples: number;
}

/** Mono, 48 kHz, signed 16 bit. The card's clock paces it: whoever fills it asks `status` how much it wants. */
export interface AudioSink {
  /** @throws {DeviceError} where there is no such card, file or program. */
  open(): Promise<SinkOpened>;
  /** Never blocks, never throws: a broken card says `failed`. */
  status(): SinkStatus;
  /** Takes up to `roomSamples` of `pcm`, copies them, and answers how many it took. */
  write(pcm: Int16Array): number;
  /** Stops at once; what has not left the horn is dropped. Idempotent, and leaves the sink ready for `open`. */
  close(): Promise<void>;
}

/**
 * The amplifier's relays. Once it is open, a bank whose device goes and comes back serves the next command after that; how
 * the relays stand then, a reading tells.
 */
export interface RelayBank {
  /** @throws {DeviceError} where the lines or the board cannot be had; it can be tried again. Leaves every relay off. */
  open(): Promise<void>;
  /** Resolves when the relay has been commanded. @throws {DeviceError} where it could not be. */
  set(relay: RelayName, on: boolean): Promise<void>;
  /** Asks the device, and never answers by what was commanded. @throws {DeviceError} where it does not answer. */
  read(): Promise<RelayReading>;
  /**
   * Leaves every relay off. Idempotent.
   * @throws {DeviceError} where one would not go off; the others are off all the same.
   */
  close(): Promise<void>;
}

/** The contacts of the box. One that cannot be had is null in what is read; it is tried again at every reading. */
export interface ContactInputs {
  /** As they stand now, bouncing and all. Never throws. */
  read(): ContactLevels;
  /** Calls `changed` after every edge, until `close`. Some drivers see edges only by reading: then it may be late. */
  watch(changed: () => void): void;
  close(): void;
}

/** What is measured. */
export interface Sensors {
  /** Never throws: what cannot be read is null. */
  read(): Promise<SensorReadings>;
}

/** A lamp that blinks by itself once it is told how. */
export interface Lamp {
  /** Never throws: a box without its lamp goes on. */
  show(pattern: LampPattern): void;
}
