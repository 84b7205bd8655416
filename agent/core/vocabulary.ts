/**
 * The units and nouns that every room of the house shares. An instant on the box's own clock and an instant
 * of the world's clock are different types, because adding one to the other is the mistake this domain makes most.
 */

declare const instant: unique symbol;

/** An instant on the box's own CLOCK_MONOTONIC, in microseconds (fractions allowed). */
export type MonoUs = number & { readonly [instant]: 'monotonic' };

/** An instant in UTC, in microseconds since 1970 (fractions allowed; exact to 1 µs until the year 2255). */
export type UtcUs = number & { readonly [instant]: 'utc' };

export const monoUs = (us: number): MonoUs => us as MonoUs;
export const utcUs = (us: number): UtcUs => us as UtcUs;

/** `instant + spanUs`, on whichever clock the instant is. */
export const after = <T extends MonoUs | UtcUs>(at: T, spanUs: number): T => (at + spanUs) as T;

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;
export const US_PER_DAY = 86_400 * US_PER_S;
/** All of Vietnam, all of the year, before UTC. */
export const VIETNAM_AHEAD_US = 7 * 3_600 * US_PER_S;

/** The one format of protocol version 1: mono, 48 kHz, frames of 20 ms (PROTOCOL §3). */
export const SAMPLE_RATE_HZ = 48_000;
export const SAMPLES_PER_MS = 48;
export const FRAME_SAMPLES = 960;
export const FRAME_US = 20_000;

/** Duration of `samples` at 48 kHz, in microseconds. */
export const samplesToUs = (samples: number): number => (samples * 1_000) / SAMPLES_PER_MS;

/** Number of samples (fractional) that 48 kHz audio spends in `us`. */
export const usToSamples = (us: number): number => (us * SAMPLES_PER_MS) / 1_000;

/** The never-reached instant: what `nextWakeUs` answers when nothing is due. */
export const NEVER = monoUs(Number.POSITIVE_INFINITY);

/** Classes of bulletin of Circular 39/2020/TT-BTTTT: khẩn cấp, ưu tiên, thông thường; most urgent first. */
export const BULLETIN_CLASSES = ['emergency', 'priority', 'normal'] as const;
export type BulletinClass = (typeof BULLETIN_CLASSES)[number];

/** The two relays of an amplifier: its supply, and the line to the horns. */
export type RelayName = 'supply' | 'line';

/** How each relay stands by the device's own word; undefined where it cannot tell. */
export type RelayReading = Readonly<Record<RelayName, boolean | undefined>>;

/** The box's contacts. `kill` thrown; `tamper` the door is open; `mains` the mains are lost; `test` the button is pressed. */
export const CONTACTS = ['kill', 'tamper', 'mains', 'test'] as const;
export type ContactName = (typeof CONTACTS)[number];

/** True: closed, as the configuration has it. Null: it cannot be read. One that is not there is missing. */
export type ContactLevels = Readonly<Partial<Record<ContactName, boolean | null>>>;

/** In °C, V and A, and of the line whatever measures it. Null: it cannot be read. What is not configured is missing. */
export interface SensorReadings {
  readonly temperatureC?: number | null;
  readonly supplyV?: number | null;
  readonly currentA?: number | null;
  readonly line?: number | null;
}

/** What a lamp shows: `dark`, `steady`, blinking `slow` or `fast`, or a `blip` now and then. */
export type LampPattern = 'dark' | 'steady' | 'slow' | 'fast' | 'blip';
