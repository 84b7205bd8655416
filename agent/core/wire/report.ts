/** What a box says of itself (PROTOCOL §4): birth and will, heartbeat, and what was played. Plain JSON, read by `loa-sim`. */
import type { LineState } from '../body/speaker-line.ts';
import type { FaultCode } from '../fault.ts';
import type { RefusalCode } from '../refusal.ts';
import type { BulletinClass } from '../vocabulary.ts';
import type { AnnouncementKind } from './control-message.ts';
import type { AmplifierState } from '../amplifier/amplifier.ts';

/** Retained on `state`. A `lost` with an older session than a `ready` is old news. */
export interface StateReport {
  readonly box: string;
  readonly state: 'ready' | 'sleeping' | 'lost';
  readonly session: number;
  readonly version: string;
}

/** What has been heard of one announcement so far. Frames are of 20 ms. */
export interface HeardReport {
  /** Sound of the announcement itself that left for the horn, in seconds. */
  readonly heardS: number;
  /** Tones that mark a test, before it and after it, in seconds. */
  readonly toneS: number;
  /** Frames in the jitter buffer that wait for their time. */
  readonly bufferFrames: number;
  /** Frames that came after their time. */
  readonly lateFrames: number;
  /** Frames that were made up (PLC) because they were not there in time. */
  readonly concealedFrames: number;
  /** Frames that were lost and came back out of what the next one repeats (in-band FEC). */
  readonly recoveredFrames: number;
  /** Frames for which there was nothing but silence, after concealment had faded out. */
  readonly silentFrames: number;
  /** Frames that arrived whole and that the decoder called broken. */
  readonly brokenFrames: number;
  /** Times the play-out position jumped to be back in step. */
  readonly jumps: number;
  /** Samples by which frames were shortened or lengthened to stay in step, added up without sign. */
  readonly stretchedSamples: number;
  /** Times the card ran dry under it. */
  readonly xruns: number;
  /** By how much it was played faster than the card by itself would; null where no frame was read. */
  readonly correction: CorrectionReport | null;
  /** How far from its place each frame was when it was read; null where none was. */
  readonly stepError: StepErrorReport | null;
}

export interface StepErrorReport {
  readonly p50Us: number;
  readonly p95Us: number;
  readonly maxUs: number;
}

/** Parts per million, positive where it was played faster. Jumps do not count. */
export interface CorrectionReport {
  readonly overallPpm: number;
  /** Of the last ten seconds or so. */
  readonly latelyPpm: number;
}

/** What the box makes of UTC. */
export interface ClockReport {
  /** Whether it judges by it how fresh a message is. */
  readonly trusted: boolean;
  /** Bound of the error: against UTC, as far as the time server can tell, or of reading the system's. */
  readonly errorUs: number;
  /** How it stands to its time server; absent where it believes the system's own clock. */
  readonly sync?: SyncReport;
}

/**
 * `unsynced`: no answer yet, or none for so long that the estimate is worth nothing. `coarse`: not yet to a millisecond.
 * `locked`: neighbours of the same server are in step. `holdover`: the server is silent, and the error grows.
 */
export type SyncState = 'unsynced' | 'coarse' | 'locked' | 'holdover';

/** Numbers are null before the first answer. */
export interface SyncReport {
  /** Host and port, as configured. */
  readonly server: string;
  readonly state: SyncState;
  /** Nobody vouches for its UTC: it goes by its own clock, or is more than half a second from its source. Neighbours share that, and are in step. */
  readonly adrift: boolean;
  /** Deviation of the belief; unlike `errorUs` without what no client can see: ways of unequal length, a wrong server. */
  readonly sigmaUs: number | null;
  /** UTC less CLOCK_MONOTONIC at the time of the report. */
  readonly offsetUs: number | null;
  /** What the box's own clock loses, in µs a second. */
  readonly driftPpm: number | null;
  /** The least of the last hour. */
  readonly roundTripUs: number | null;
  /** Since the last burst that was answered. */
  readonly ageS: number | null;
}

/** Whom the box believes. */
export interface TrustReport {
  /** Keys that a chain may end in, in base64url: the working root, and the reserve where there is one. */
  readonly roots: readonly string[];
  /** The newest list of each root that the box has. */
  readonly revocations: readonly { readonly root: string; readonly version: number }[];
}

/** The box itself. Null where it is not measured, or cannot be read. */
export interface BodyReport {
  readonly temperatureC: number | null;
  readonly supplyV: number | null;
  readonly currentA: number | null;
  readonly speakerLine: LineState;
  /** A short was seen since the last reset: the amplifier stays off. */
  readonly lineLatched: boolean;
  readonly mainsLost: boolean | null;
  /** The door is open. */
  readonly tamper: boolean | null;
}

export interface FaultReport {
  readonly code: FaultCode;
  /** How long it has stood, in seconds. */
  readonly forS: number;
  /** Times that it was seen, since the start of the process. */
  readonly times: number;
}

/** The sound card. Counts are since the start of the process. */
export interface SinkReport {
  readonly open: boolean;
  readonly failures: number;
  readonly xruns: number;
  /** What is written now leaves the horn so much later, by the card's own word and what is in it; null while nothing is written. */
  readonly delayUs: number | null;
}

/** How it stands with the box's proof of play (PROTOCOL §8). */
export interface ProofReport {
  /** Of the last record. */
  readonly number: number;
  /** Every record up to this one is acknowledged. */
  readonly acknowledged: number;
  /** Records that the disk has not taken yet. */
  readonly unsaved: number;
  /** Records that were lost before they were acknowledged, for want of room, since the start of the process. */
  readonly dropped: number;
}

/** Flat, as it stands in telemetry, in the proof and in the reply to a command. `untested` is no trouble, and no comfort. */
export interface SelfTestFindings {
  readonly ok: boolean;
  /** `stuck`: one stands otherwise than commanded. */
  readonly relays: 'well' | 'untested' | 'stuck' | 'unread' | 'no-answer';
  /** `untested`: it is no card that could be tried without being heard of. `busy`: it plays. */
  readonly card: 'well' | 'busy' | 'untested' | 'absent' | 'stalled' | 'no-answer';
  readonly line: 'normal' | 'short' | 'open' | 'untested';
  readonly time: 'well' | 'untrusted';
  /** `well`, or why a small file could not be written. */
  readonly disk: string;
  readonly diskFreeMiB: number | null;
  readonly broker: 'well' | 'away';
}

export type SelfTestReport = {
  /** UTC of it in µs. */
  readonly atUs: number;
  readonly by: 'daily' | 'command';
} & SelfTestFindings;

export interface TelemetryReport {
  readonly box: string;
  readonly session: number;
  /** UTC of this report in µs, by the box's belief. */
  readonly atUs: number;
  readonly uptimeS: number;
  readonly clock: ClockReport;
  /** The box's own switch is thrown: nothing sounds until it is released. */
  readonly killSwitch: boolean;
  readonly amplifier: AmplifierState;
  /** As commanded. */
  readonly relays: { readonly supply: boolean; readonly line: boolean };
  /** As they were read back since; null where one cannot be told, or the board does not answer. */
  readonly relaysRead: { readonly supply: boolean | null; readonly line: boolean | null };
  /** Times a relay was read back otherwise than commanded, since the start of the process. */
  readonly relayDisagreements: number;
  readonly trust: TrustReport;
  readonly body: BodyReport;
  /** What is wrong with the box itself now. */
  readonly faults: readonly FaultReport[];
  readonly sink: SinkReport;
  readonly announcement:
    ({ readonly id: string; readonly phase: AnnouncementPhase } & HeardReport) | null;
  readonly proof: ProofReport;
  /** The last self-test since the start of the process; null before the first. */
  readonly selfTest: SelfTestReport | null;
  /** Refused messages by code since the start of the process. */
  readonly refusals: Partial<Record<RefusalCode, number>>;
}

/** `waiting` for its time or for the speaker, `playing`, `dormant` (nothing comes, the speaker is released), `ending` (fading). */
export type AnnouncementPhase = 'waiting' | 'playing' | 'dormant' | 'ending';

/** Why an announcement ended on this box. */
/** `switch`: the kill switch at the box; `revoked`: whoever spoke is believed no longer. */
export type EndReason =
  'complete' | 'stopped' | 'lease' | 'stalled' | 'displaced' | 'switch' | 'shutdown' | 'revoked';

/** Whether the amplifier carried what was heard: `none`, it never had it; `failed`, a relay could not be switched meanwhile. */
export type AmplifierProof = 'none' | 'commanded' | 'read-back' | 'failed';

export interface PlayedReport extends HeardReport {
  readonly box: string;
  readonly id: string;
  readonly issuer: string;
  /** The public key that it was signed by, in base64url, and the id of the mandate that allowed it. */
  readonly key: string;
  readonly mandate: string;
  readonly area: string;
  readonly class: BulletinClass;
  readonly kind: AnnouncementKind;
  readonly title: string;
  /** When the first sample of it left the horn, UTC in µs; null where none did. */
  readonly firstSoundAtUs: number | null;
  /** When the last of it did. */
  readonly lastSoundAtUs: number | null;
  /** First sample of the stream that was heard (0 where nothing was missed at the start). */
  readonly firstSample: number | null;
  /** Length of the stream in frames where the last bundle said so. */
  readonly streamFrames: number | null;
  readonly why: EndReason;
  /** Who wanted it to end: an issuer, or `console`; null where nobody did. */
  readonly endedBy: string | null;
  /** False where the box did not know the time and played the stream by its arrival. */
  readonly inStep: boolean;
  readonly amplifier: AmplifierProof;
}
