/**
 * What happened in the village, in world time (µs since its beginning), as somebody saw it who stands outside: messages,
 * relays, sound, reports. Written by the world, read by the oracles; neither knows the other.
 */
import type { PlayedReport, StateReport, TelemetryReport } from '../../agent/core/wire/report.ts';
import type { BulletinClass } from '../../agent/core/vocabulary.ts';
import type { FaultKind } from './plan/fault-odds.ts';
import type { Click, Span, Voice } from './sound/voice.ts';

/** The UTC of world time 0, in µs since 1970. */
export const EPOCH_US = 1_790_000_000_000_000;

/** A stream that somebody sent, whoever that was. */
export interface StreamTruth extends Voice {
  readonly id: string;
  readonly streamId: string;
  readonly class: BulletinClass;
  /** Who says it, by the names from the root down. */
  readonly by: string;
  /** Signed by the issuer that the boxes have pinned. */
  readonly isGenuine: boolean;
  /** Frames that hold no sound of their own: silence that was asked for, or a packet that is broken inside. */
  readonly mute: ReadonlySet<number>;
}

/** A control message of a true issuer, as a box was given it. */
export interface HeardControl {
  readonly atUs: number;
  /** Whose it is, by the names from the root down. */
  readonly by: string;
  readonly type: 'announce' | 'renew' | 'stop';
  readonly stream: number;
  readonly sequence: number;
  readonly leaseUs: number;
  readonly issuedUs: number;
  readonly expiresUs: number;
  readonly retained: boolean;
}

/** A true bundle, as a box was given it. */
export interface HeardBundle {
  readonly atUs: number;
  readonly sequence: number;
  readonly frames: number;
  readonly last: boolean;
}

/** From power on to power off. */
export interface Life {
  readonly fromUs: number;
  toUs: number;
  /** How it ended: power was cut, the process left by itself, or the world ended first. */
  end: 'cut' | 'exit' | 'world';
  /** When the process was asked to stop. */
  shutdownUs: number | undefined;
}

export interface RelaySwitch {
  readonly atUs: number;
  readonly relay: 'supply' | 'line';
  readonly on: boolean;
}

/** The card dropped what it held, or ran dry, while its last sample was `sample`. */
export interface CardCut {
  readonly atUs: number;
  readonly cause: 'closed' | 'xrun' | 'failed' | 'power';
  readonly sample: number;
}

/** The kill switch, as a process was told of it: at its start where it is thrown, and at each change. */
export interface SwitchChange {
  readonly atUs: number;
  readonly isThrown: boolean;
}

/** From here on the box's belief of UTC is off by `errorUs`, and by `perUs` more each µs. */
export interface ClockError {
  readonly fromUs: number;
  readonly errorUs: number;
  readonly perUs: number;
  readonly trusted: boolean;
}

/** Something was wrong with a box, or with what it hears; what it does meanwhile is judged with that in mind. */
export interface Trouble {
  readonly kind: FaultKind;
  readonly fromUs: number;
  readonly toUs: number;
}

export type Report =
  | ({ readonly of: 'state' } & StateReport)
  | ({ readonly of: 'telemetry' } & TelemetryReport)
  /** When the box made it, which may be a life before it could say so. */
  | ({ readonly of: 'played'; readonly madeUs?: number } & PlayedReport);

export interface Save {
  readonly atUs: number;
  readonly isKept: boolean;
  readonly texts: readonly string[];
}

export interface Published {
  readonly atUs: number;
  readonly report: Report;
}

export interface BoxTrace {
  readonly id: string;
  readonly area: string;
  readonly lives: Life[];
  readonly spans: Span[];
  readonly clicks: Click[];
  readonly cuts: CardCut[];
  readonly relays: RelaySwitch[];
  readonly sinks: { readonly atUs: number; readonly open: boolean }[];
  readonly control: HeardControl[];
  readonly switches: SwitchChange[];
  /** By stream. */
  readonly bundles: Map<number, HeardBundle[]>;
  readonly clock: ClockError[];
  readonly troubles: Trouble[];
  /** As effects, whether or not the link carried them. */
  readonly published: Published[];
  readonly links: {
    readonly atUs: number;
    readonly session: number;
    readonly state: 'connecting' | 'up' | 'down';
  }[];
  /** Most effects of one step, most announcements held at once, and the last record that it told to be acknowledged. */
  readonly most: { effects: number; sessions: number; acknowledged: number };
  /** Whatever the disk was asked to keep, with the records among it, and whether it did. */
  readonly saves: Save[];
  /** Records of the proof on its disk, oldest first, and each that it sent, as often as it did. */
  readonly disk: string[];
  readonly proved: { readonly atUs: number; readonly text: string }[];
  /** The box woke, found nothing to do, and asked to be woken at an instant that was past. */
  readonly spins: number[];
  /** It was woken before its time, with nothing new, and had something to do. */
  readonly overslept: { readonly atUs: number; readonly effect: string }[];
  /** The core threw. */
  readonly crashes: { readonly atUs: number; readonly error: string }[];
}

/** A state as it stood on the broker from `atUs` on. */
export interface StateNews {
  readonly atUs: number;
  readonly report: StateReport;
}

export interface Trace {
  readonly amplifier: {
    readonly warmUpUs: number;
    readonly holdUs: number;
    readonly minimumOnUs: number;
    readonly minimumOffUs: number;
  };
  /** Nothing goes wrong in this run, and every clock is right: what is heard must be exact. */
  readonly isExact: boolean;
  /** Whom the commune puts first, by their paths. */
  readonly order: readonly string[];
  readonly streams: StreamTruth[];
  readonly boxes: BoxTrace[];
  readonly news: StateNews[];
  /** Played reports that reached the head-end. */
  readonly arrived: { readonly atUs: number; readonly report: PlayedReport }[];
  /** From here on nothing goes wrong any more. */
  faultsEndUs: number;
  /** The announcement that all boxes must hear when they have had time to recover. */
  finale: number;
  /** When every box is asked to stop. */
  closingUs: number;
  endUs: number;
}

export const emptyBoxTrace = (id: string, area: string): BoxTrace => ({
  id,
  area,
  lives: [],
  spans: [],
  clicks: [],
  cuts: [],
  relays: [],
  sinks: [],
  control: [],
  switches: [],
  bundles: new Map(),
  clock: [],
  troubles: [],
  published: [],
  links: [],
  most: { effects: 0, sessions: 0, acknowledged: 0 },
  disk: [],
  saves: [],
  proved: [],
  spins: [],
  overslept: [],
  crashes: [],
});
