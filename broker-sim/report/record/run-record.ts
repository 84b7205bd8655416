/**
 * The record of one run: what was sent, and what each box did with it. Whoever runs the village fills it, the report is
 * drawn from it, and nothing in it needs the run to be repeated. It is plain JSON, and every list in it has a bound.
 */
import type { PlayedReport, TelemetryReport } from '../../../agent/core/wire/report.ts';
import {
  monoUs,
  type BulletinClass,
  type MonoUs,
  type RelayName,
  type UtcUs,
} from '../../../agent/core/vocabulary.ts';

export interface RunRecord {
  readonly version: 1;
  readonly title: string;
  readonly issuer: string;
  readonly area: string;
  readonly class: BulletinClass;
  /** Where the sound came from, in words: `bulletin.opus (Ogg Opus, as it is)`. */
  readonly source: string;
  readonly groupDelayUs: number;
  /** Length of the stream in frames of 20 ms. */
  readonly streamFrames: number;
  /** When frame 0 leaves the horn, as one instant on two clocks. */
  readonly startAt: { readonly monoUs: MonoUs; readonly utcUs: UtcUs };
  readonly boxes: readonly BoxRecord[];
  readonly offsets: readonly BoxOffset[];
  /** What a reader should know about the run as a whole, one sentence each. */
  readonly notices: readonly string[];
}

/** `all` of it, a `part` of it (or all of it, but not as it was sent), or `nothing`. */
export type BoxVerdict = 'all' | 'part' | 'nothing';

export interface BoxRecord {
  readonly id: string;
  readonly verdict: BoxVerdict;
  /** What went wrong, one sentence each, cause first. Empty exactly where the verdict is `all`. */
  readonly problems: readonly string[];
  /** What left the horn; null where the box never opened its sink. Absolute, or from the working directory. */
  readonly wavPath: string | null;
  readonly segments: readonly WavSegment[];
  readonly xruns: readonly WavXrun[];
  readonly relays: readonly RelayEvent[];
  /** The link to the broker, in order: up by the box's birth, down by its will or its farewell. */
  readonly link: readonly LinkEvent[];
  readonly telemetry: readonly TelemetrySample[];
  readonly played: PlayedReport | null;
  /** When the first sample that is not silence left the horn, measured in the WAV; null where none did. */
  readonly firstSoundAtUs: MonoUs | null;
  /** The WAV beside the decoded recording; null where they were not compared. */
  readonly comparison: WavComparison | null;
  /** What the head-end holds of its proof of play; null where nothing came. */
  readonly proof: ProofVerdict | null;
  /** Exit code of the process; null where it was ended by a signal or never started. */
  readonly exitCode: number | null;
}

export interface ProofVerdict {
  readonly records: number;
  /** Words, where it does not hold; null where it is one whole history. */
  readonly fault: string | null;
}

/** One opening of the sink: sample `firstSample` of the WAV left the horn at `startsAtUs`. */
export interface WavSegment {
  readonly firstSample: number;
  readonly startsAtUs: MonoUs;
}

/** The sink ran dry at sample `xrunAtSample` of the WAV, for `lostSamples`. */
export interface WavXrun {
  readonly xrunAtSample: number;
  readonly lostSamples: number;
  readonly atUs: MonoUs;
}

export interface RelayEvent {
  readonly atUs: MonoUs;
  readonly relay: RelayName;
  readonly on: boolean;
}

export interface LinkEvent {
  readonly atUs: MonoUs;
  readonly up: boolean;
}

/** One heartbeat, on the clock that the rest of the record is on. */
export type TelemetrySample = Pick<
  TelemetryReport,
  'amplifier' | 'clock' | 'sink' | 'announcement' | 'refusals'
> & { readonly atUs: MonoUs };

export interface WavComparison {
  readonly comparedSamples: number;
  readonly differingSamples: number;
  /** Counted from the first sample of the stream; absent where none differs. */
  readonly firstDifferenceSample?: number;
}

/** How much later the second box of the pair was heard than the first. */
export interface BoxOffset {
  readonly pair: readonly [string, string];
  readonly samples: number;
  readonly us: number;
}

/** Bounds of a record. The report draws what fits and says how much it left out; it never fails for it. */
export const RECORD_LIMITS = {
  boxes: 64,
  problems: 50,
  segments: 1_000,
  xruns: 1_000,
  relays: 1_000,
  link: 1_000,
  telemetry: 20_000,
  offsets: 2_016,
  notices: 50,
} as const;

/** A heartbeat in the record's terms. `atUs` of the report is UTC by the box's belief, which `startAt` ties to the common clock. */
export const telemetrySampleOf = (
  report: TelemetryReport,
  startAt: RunRecord['startAt'],
): TelemetrySample => ({
  atUs: monoUs(report.atUs - startAt.utcUs + startAt.monoUs),
  amplifier: report.amplifier,
  clock: report.clock,
  sink: report.sink,
  announcement: report.announcement,
  refusals: report.refusals,
});
