/**
 * What a checked configuration file says, in the shape that the agent uses. Every value is within its bounds and every
 * path is absolute. How the keys are spelled in TOML, and their defaults, is `keys.ts`.
 */
import type { Language } from '../core/console/phrases/language.ts';
import type { LogLevel } from '../core/effect.ts';
import type { ReceiverConfig } from '../core/receiver-config.ts';
import type { ClientCertificate } from './client-certificate.ts';
import type { BodyDevicesConfig } from './body-config.ts';
import type { RelaysConfig } from './relays-config.ts';
import type { Secret } from './values/secret.ts';
import type { TimeServerAddress } from './values/time-server.ts';

export interface AgentConfig {
  /** The file this was read from. */
  readonly file: string;
  readonly receiver: ReceiverConfig;
  readonly broker: BrokerConfig;
  readonly audio: AudioConfig;
  /** Where `receiver.timeServer` is reached; absent with it. */
  readonly timeServer?: TimeServerAddress;
  readonly relays: RelaysConfig;
  readonly body: BodyDevicesConfig;
  /** Where the core's `StoredState` survives a power cut. */
  readonly storeFile: string;
  readonly console: ConsoleConfig;
  readonly logLevel: LogLevel;
}

export interface ConsoleConfig {
  /** Absent: no console on a serial port. */
  readonly port?: string;
  readonly baud: number;
  /** Path of the Unix socket; absent: none. */
  readonly socket?: string;
  /** Where the hashed PIN is kept; absent: none can be set. */
  readonly pinFile?: string;
  readonly language: Language;
}

export interface BrokerConfig {
  /** `mqtts://host[:port]`, or `mqtt://` where that is allowed. Never holds a user name or a password. */
  readonly url: string;
  /** PEM of the authorities that may vouch for the broker; absent: those that Node brings. */
  readonly caPem?: string;
  /** How the broker knows this box; absent: by user name, or not at all. */
  readonly certificate?: ClientCertificate;
  readonly username?: string;
  readonly password?: Secret;
  readonly keepaliveS: number;
}

/** `auto`: libopus where it was built, opusscript where not. */
export type DecoderChoice = 'auto' | 'libopus' | 'opusscript';

export type AudioConfig = { readonly bufferMs: number; readonly decoder: DecoderChoice } & (
  | { readonly sink: 'wav'; readonly wavFile: string }
  | { readonly sink: 'alsa'; readonly device: string }
  | { readonly sink: 'speaker' }
  | { readonly sink: 'null' }
);
