/**
 * What the console may know of the box: a plain value, taken at one instant. The screens are functions of it, so that each of
 * them is tested by a literal. Whoever adds something to telemetry has added it here.
 */
import type { LinkCause } from '../report/link-cause.ts';
import type { RefusalCode } from '../refusal.ts';
import type { TelemetryReport } from '../wire/report.ts';

export interface BoxSnapshot extends CoreSnapshot {
  readonly facts: BoxFacts;
}

/** What the core itself knows. */
export interface CoreSnapshot extends TelemetryReport {
  readonly link: LinkSnapshot;
  readonly volume: { readonly db: number; readonly mostDb: number };
  /** Peak of what leaves for the card, in decibels below full scale; null where it is silence. */
  readonly levelDb: number | null;
  /** The last announcement that was not believed; null where none was, or one has been believed since. */
  readonly refused: { readonly code: RefusalCode; readonly agoS: number } | null;
  readonly sinkFailure: DeviceFailure | null;
  readonly storeFailure: DeviceFailure | null;
}

/** What does not change while the agent runs: what it was put together of. */
export interface BoxFacts {
  readonly area: string;
  readonly version: string;
  readonly brokerUrl: string;
  /** As configured: `ntp://…`, or `system`. */
  readonly timeServer: string;
  readonly sink: string;
  readonly decoder: string;
  readonly relays: string;
  readonly configFile: string;
  /** UTC; null where the broker knows the box by something else. */
  readonly certificateEndsAtUs: number | null;
  /** The root keys that it believes, the beginning of each. */
  readonly roots: readonly string[];
  /** Whoever supervises the agent starts the machine again where it asks for that. */
  readonly canReboot: boolean;
  /** Of the interpreter. */
  readonly node: string;
  /** Of the board, where it says so. */
  readonly machine: string;
}

export interface LinkSnapshot {
  readonly state: 'down' | 'connecting' | 'up';
  /** For how long it has been up, or has not been. */
  readonly sinceS: number;
  /** How the last connection ended, or why none came about; null where none has yet. */
  readonly failure: LinkFailure | null;
}

export interface LinkFailure {
  readonly cause: LinkCause;
  /** In words of the log: English. */
  readonly reason: string;
}

/** The last time that a device said no, until it has done again what it is for. */
export interface DeviceFailure {
  /** In words of the log: English. */
  readonly reason: string;
  readonly agoS: number;
}
