/**
 * The native addon, part by part. That it is not there, or was built without a part, is a value with a reason: whoever
 * wanted the part says so and does without. Owns the types of what the C files offer (`alsa.c`, `opus.c`, `gpio.c`, `clock.c`,
 * `alarm.c`, `memory.c`, `notify.c`, `datagram.c`).
 */
import { createRequire } from 'node:module';

/** Opaque, made by C. A handle of another kind is thrown out as a bug of ours. */
export interface NativeCard {
  readonly nativeCard: never;
}
export interface NativeLine {
  readonly nativeLine: never;
}
export interface NativeDecoder {
  readonly nativeDecoder: never;
}
export interface NativeAlarmHandle {
  readonly nativeAlarm: never;
}

/** Codes are 0 or a count, or a negative errno: nothing that a card does is thrown, and nothing waits for it. */
export interface NativeAlsa {
  readonly version: string;
  /** Mono, 48 kHz, 16 bit; period and buffer as near as the card can. Does not play before `start`. */
  open(device: string, periodSamples: number, bufferSamples: number): NativeOpened;
  /** Samples taken; 0 where there is no room. */
  write(card: NativeCard, pcm: Int16Array): number;
  /** Fills six numbers, see `StatusNumber`. */
  status(card: NativeCard, numbers: Float64Array): number;
  /** Forgets what was written, and leaves an xrun behind. */
  prepare(card: NativeCard): number;
  start(card: NativeCard): number;
  drop(card: NativeCard): number;
  close(card: NativeCard): number;
  explain(code: number): string;
}

export type NativeOpened = NativeGranted | NativeRefused;

/** A card, with what it has granted. */
export interface NativeGranted {
  readonly card: NativeCard;
  readonly periodSamples: number;
  readonly bufferSamples: number;
}

export interface NativeRefused {
  readonly code: number;
  /** What failed: `open`, `format`, `rate`, … */
  readonly step: string;
  /** The first that the library had to say about it; empty where it said nothing. */
  readonly said: string;
}

/** Places in the array that `status` fills: the order of `alsa.c`. */
export const STATUS = {
  /** `snd_pcm_state_t`, see `STATE`. */
  state: 0,
  delaySamples: 1,
  roomSamples: 2,
  /** When the card's position was read, in µs, by the card's own telling; 0 where it has no timestamps. */
  stampUs: 3,
  /** CLOCK_MONOTONIC in µs before and after the status was read. */
  beforeUs: 4,
  afterUs: 5,
} as const;
export const STATUS_NUMBERS = 6;

/** `snd_pcm_state_t` of alsa/pcm.h, as far as it is told apart. */
export const STATE = { running: 3, xrun: 4, suspended: 7, disconnected: 8 } as const;

/** Codes are samples, or a negative `OPUS_` error of opus_defines.h. */
export interface NativeOpus {
  readonly version: string;
  /** A code where there is no memory. */
  create(): NativeDecoder | number;
  /** `null` conceals as many samples as `pcm` holds. `fec` decodes what the packet repeats of the one before it. */
  decode(decoder: NativeDecoder, packet: Uint8Array | null, pcm: Int16Array, fec: boolean): number;
  reset(decoder: NativeDecoder): number;
  /** How many frames, and how many samples in all, a packet says that it holds. */
  frames(packet: Uint8Array): number;
  samples(packet: Uint8Array): number;
  /** 1 where the packet repeats the one before it, 0 where not. */
  hasFec(packet: Uint8Array): number;
}

/** Codes are 0 or a level, or a negative errno. Nothing here waits; edges come from a thread of their own. */
export interface NativeGpio {
  /** `flags` as `GPIO_FLAG`, added together. An output begins inactive. */
  request(
    chip: string,
    offset: number,
    consumer: string,
    flags: number,
  ): { readonly line: NativeLine } | NativeGpioRefused;
  info(chip: string, offset: number): NativeLineInfo | NativeGpioRefused;
  /** How many lines the chip has. */
  lines(chip: string): number;
  set(line: NativeLine, isActive: boolean): number;
  /** 1 where it is active. */
  get(line: NativeLine): number;
  /** Tells every edge from now on, with the instant on CLOCK_MONOTONIC. Keeps no process alive. */
  watch(line: NativeLine, edge: (isRising: boolean, atUs: number) => void): number;
  close(line: NativeLine): number;
}

export interface NativeLineInfo {
  readonly name: string;
  /** Who holds it, as that program calls itself. */
  readonly consumer: string;
  readonly isUsed: boolean;
}

export interface NativeGpioRefused {
  readonly code: number;
  /** The chip could not be opened, or the line not be had. */
  readonly step: 'chip' | 'line';
}

/** `enum gpio_v2_line_flag` of linux/gpio.h. */
export const GPIO_FLAG = {
  activeLow: 1 << 1,
  input: 1 << 2,
  output: 1 << 3,
  risingEdge: 1 << 4,
  fallingEdge: 1 << 5,
  pullUp: 1 << 8,
  pullDown: 1 << 9,
} as const;

export interface NativeDatabase {
  readonly nativeDatabase: never;
}

/** What SQLite takes and gives, whole numbers up to 2^53 among it. */
export type SqliteValue = string | number | null;

export type SqliteStatement = readonly [sql: string, ...values: SqliteValue[]];

export interface SqliteOutcome {
  /** 0, or SQLite's extended result code of the statement that failed: then nothing of the batch holds. */
  readonly code: number;
  readonly said: string;
  readonly rows: readonly (readonly SqliteValue[])[];
}

/** One batch at a time a database. */
export interface NativeSqlite {
  readonly version: string;
  /** A code where it cannot be opened. */
  open(file: string): NativeDatabase | number;
  run(database: NativeDatabase, statements: readonly SqliteStatement[]): SqliteOutcome;
  /** On a thread of Node's pool. */
  runLater(
    database: NativeDatabase,
    statements: readonly SqliteStatement[],
  ): Promise<SqliteOutcome>;
  close(database: NativeDatabase): number;
}

export interface NativeClock {
  /** CLOCK_MONOTONIC in µs, fractions included. */
  nowUs(): number;
}

export interface NativeAlarm {
  /** Calls `ring` once for each instant that it is set for; keeps the process alive until it is closed. A negative errno where it cannot be had. */
  open(ring: () => void): NativeAlarmHandle | number;
  /** In place of whatever it was set for; below 0: for nothing. 0, or a negative errno. */
  set(alarm: NativeAlarmHandle, inUs: number): number;
  close(alarm: NativeAlarmHandle): number;
}

export interface NativeNotify {
  /** One datagram to a Unix socket, `@` before an abstract name (sd_notify(3)): 0, or a negative errno. */
  send(address: string, text: string): number;
}

export interface NativeMemory {
  /** Gives back to the kernel what malloc(3) holds and nobody uses: whether there was any. Some milliseconds. */
  trim(): boolean;
}

/** Codes are negative errnos. */
export interface NativeDatagram {
  /** A socket connected to an address in figures, as a file descriptor that is to be closed, or a code. */
  open(address: string, port: number): number;
  /** When it left, in µs of CLOCK_MONOTONIC, or a code. */
  send(socket: number, bytes: Uint8Array): number;
  /** When the kernel had the datagram that was read last, in µs of CLOCK_MONOTONIC. */
  arrivedUs(socket: number): number;
}

/** A part of the addon, or why there is none: a sentence that says how to get it. */
export type NativePart<T> =
  | { readonly part: T; readonly absent?: never }
  | { readonly part?: never; readonly absent: string };

interface Addon {
  readonly clock: NativeClock;
  readonly alarm: NativeAlarm;
  readonly memory: NativeMemory;
  readonly notify: NativeNotify;
  readonly datagram: NativeDatagram;
  readonly alsa?: NativeAlsa;
  readonly opus?: NativeOpus;
  readonly sqlite?: NativeSqlite;
  readonly gpio?: NativeGpio;
}

const loaded = ((): NativePart<Addon> => {
  try {
    return { part: createRequire(import.meta.url)('./loa-native.node') as Addon };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
    // A library that was there when it was built and is gone says its name in its first line.
    const why = missing ? 'is not built' : `does not load (${String(error).split('\n')[0] ?? ''})`;
    return { absent: `the native addon ${why}` };
  }
})();

const partOf = <K extends keyof Addon>(
  name: K,
  debianPackages: string,
): NativePart<NonNullable<Addon[K]>> => {
  const part = loaded.part?.[name];
  if (part !== undefined) return { part };
  const absent = loaded.absent ?? `the native addon was built without ${name}`;
  return { absent: `${absent}; to get it: sudo apt install ${debianPackages} && make native` };
};

export const nativeClock = partOf('clock', 'build-essential');
export const nativeAlarm = partOf('alarm', 'build-essential');
export const nativeMemory = partOf('memory', 'build-essential');
export const nativeNotify = partOf('notify', 'build-essential');
export const nativeDatagram = partOf('datagram', 'build-essential');
export const nativeAlsa = partOf('alsa', 'build-essential libasound2-dev');
export const nativeGpio = partOf('gpio', 'build-essential linux-libc-dev');
export const nativeSqlite = partOf('sqlite', 'build-essential libsqlite3-dev');
export const nativeOpus = partOf('opus', 'build-essential libopus-dev');
