/** The settings that the core decides by. `agent/config` makes one from a checked file; nothing here has a default. */
import type { SpeakerLineConfig } from './body/speaker-line.ts';
import type { ThermalConfig } from './body/thermal.ts';
import type { BulletinClass, UtcUs } from './vocabulary.ts';

export interface ReceiverConfig {
  readonly boxId: string;
  /** The box's own area, dotted, most general first. It listens on that one and on each ancestor. */
  readonly area: string;
  /** Ed25519 public keys (32 bytes each) in which every chain of mandates must end: the working root and, if any, the reserve. */
  readonly roots: readonly Uint8Array[];
  readonly amplifier: AmplifierConfig;
  readonly body: BodyConfig;
  readonly playout: PlayoutConfig;
  /** The commune's order of issuers, most important first; who is not in it comes last. */
  readonly issuerOrder: readonly string[];
  /** When the certificate by which the broker knows this box expires; absent where it has none. */
  readonly certificateEndsAtUs?: UtcUs;
  readonly heartbeatEveryUs: number;
  /** The time of day of the self-test in UTC, in µs from its midnight; absent: never by itself. */
  readonly selfTestAtUs?: number;
  /** Whom the time is asked of; absent: the system's own clock is believed. */
  readonly timeServer?: TimeServerConfig;
  readonly version: string;
}

export interface TimeServerConfig {
  /** As reports and log lines call it. */
  readonly name: string;
  /** While nothing is played it is asked so seldom that three deviations of chance stay within this. */
  readonly precisionUs: number;
}

/** The box itself: what its sensors mean. */
export interface BodyConfig {
  readonly thermal: ThermalConfig;
  /** Absent: nothing measures the line to the horns. */
  readonly speakerLine?: SpeakerLineConfig;
}

export interface AmplifierConfig {
  /** From supply on to ready for sound. */
  readonly warmUpUs: number;
  /** The same before an emergency: no longer, and never nothing where that is something. */
  readonly emergencyWarmUpUs: number;
  /** Line and supply stay on for this long after the last sample left the horn. */
  readonly holdUs: number;
  /** Once on, each relay stays on at least this long, but for what must be off at once. */
  readonly minimumOnUs: number;
  /** Once off, the supply stays off at least this long. */
  readonly minimumOffUs: number;
  /** The same before an emergency: shorter, but never nothing. */
  readonly emergencyOffUs: number;
}

export interface PlayoutConfig {
  /** Never played louder than this: an announcement's `gainDb` is cut to it. */
  readonly gainDbMax: number;
  /** Louder or softer by so much than as recorded, below that cap. */
  readonly volumeDb: number;
  /** Classes before which the box plays its own chime. */
  readonly chimeBefore: readonly BulletinClass[];
}
