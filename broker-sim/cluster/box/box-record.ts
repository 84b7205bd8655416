/** Gathers everything that is known of one box after a run into its record, with the verdict. Reads files, asks no box. */
import { FRAME_SAMPLES, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { amplifierTimes, type AmplifierTimes, type Sound } from '../../evidence/amplifier-proof.ts';
import { judgeBox } from '../../evidence/box-verdict.ts';
import { HornRecording } from '../../evidence/horn-recording.ts';
import { findPlacement } from '../../evidence/placement.ts';
import { readRelayJournal, readSidecar } from '../../evidence/sidecar.ts';
import { compareHorn, soundOf, type HornComparison } from '../../evidence/wav-comparison.ts';
import {
  telemetrySampleOf,
  type BoxRecord,
  type RunRecord,
  type WavComparison,
  type WavSegment,
} from '../../report/record/run-record.ts';
import type { CollectedProof } from '../../proof/collector.ts';
import { openWav, type WavFile } from '../../report/record/wav-file.ts';
import type { BoxDiary } from './box-diary.ts';
import type { BoxProcess } from './box-process.ts';
import { lastLogLine } from './log-tail.ts';

/** What was sent to all boxes. */
export interface SentStream {
  readonly announcementId: string;
  readonly startAt: RunRecord['startAt'];
  readonly streamFrames: number;
  /** What it should sound like, as far as it could be decoded. */
  readonly recording: WavFile;
  /** When the boxes were told to stop. */
  readonly stoppedAtUs: MonoUs;
  /** What the head-end holds of what this box proved. */
  readonly proof: CollectedProof;
}

export interface JudgedBox {
  readonly record: BoxRecord;
  /** When sample 0 of the stream left its horn, measured in its WAV; undefined where it is not found there. */
  readonly startsAtUs: MonoUs | undefined;
  readonly amplifier: AmplifierTimes | undefined;
}

export const judgedBox = async (
  box: BoxProcess,
  diary: BoxDiary,
  sent: SentStream,
): Promise<JudgedBox> => {
  const { segments, xruns } = await readSidecar(box.files.segmentsFile);
  const relays = await readRelayJournal(box.files.relaysFile);
  const horn = await listenToHorn(box.files.wavFile, segments, sent);
  const processProblem = await whatBecameOf(box);
  const played = diary.playedOf(sent.announcementId) ?? null;
  const { verdict, problems } = judgeBox({
    streamFrames: sent.streamFrames,
    sentFrames: sent.recording.samples / FRAME_SAMPLES,
    processProblem,
    linkLosses:
      box.end?.wasTold === true
        ? diary.link.filter(({ up, atUs }) => !up && atUs < sent.stoppedAtUs).length
        : 0,
    sinkFailures: diary.latest?.sink.failures ?? 0,
    played,
    sound: horn.sound,
    comparison: horn.comparison,
    xruns,
    relays,
  });
  return {
    record: {
      id: box.id,
      verdict,
      problems,
      wavPath: horn.wasRecorded ? box.files.wavFile : null,
      segments,
      xruns,
      relays,
      link: diary.link,
      telemetry: diary.heartbeats.map(({ report }) => telemetrySampleOf(report, sent.startAt)),
      played,
      firstSoundAtUs: horn.sound?.firstAtUs ?? null,
      comparison: horn.comparison ? recordedComparison(horn.comparison) : null,
      proof: proofOf(sent.proof),
      exitCode: box.end?.exitCode ?? null,
    },
    startsAtUs: horn.startsAtUs,
    amplifier: horn.sound && amplifierTimes(relays, horn.sound),
  };
};

const proofOf = ({ records, fault }: CollectedProof): BoxRecord['proof'] =>
  records === 0 && fault === undefined ? null : { records, fault: fault ?? null };

interface HornFindings {
  readonly wasRecorded: boolean;
  readonly sound?: Sound | undefined;
  readonly startsAtUs?: MonoUs | undefined;
  readonly comparison?: HornComparison | undefined;
}

const listenToHorn = async (
  wavFile: string,
  segments: readonly WavSegment[],
  sent: SentStream,
): Promise<HornFindings> => {
  const opened = await openWav(wavFile);
  if (!opened.ok) return { wasRecorded: false };
  try {
    const horn = new HornRecording(opened.wav, segments);
    const sound = await soundOf(horn);
    const startsAtUs = await findPlacement(horn, sent.recording, sent.startAt.monoUs);
    if (startsAtUs === undefined) return { wasRecorded: true, sound };
    const streamSamples = sent.streamFrames * FRAME_SAMPLES;
    const comparison = await compareHorn(horn, sent.recording, startsAtUs, streamSamples);
    return { wasRecorded: true, sound, startsAtUs, comparison };
  } finally {
    await opened.wav.close();
  }
};

const recordedComparison = (comparison: HornComparison): WavComparison => {
  const { comparedSamples, differingSamples, firstDifferenceSample } = comparison;
  return {
    comparedSamples,
    differingSamples,
    ...(firstDifferenceSample === undefined ? {} : { firstDifferenceSample }),
  };
};

/** A sentence where the process did not run until it was told to stop, or did not stop as it should. */
const whatBecameOf = async (box: BoxProcess): Promise<string | undefined> => {
  const { end } = box;
  if (end === undefined) return 'Its process could not be ended.';
  const { exitCode, signal, wasTold, wasStuck } = end;
  if (wasStuck) return 'It did not stop when it was told to, and was killed.';
  if (wasTold && exitCode === 0) return undefined;
  const how = signal === null ? `with status ${exitCode ?? 'unknown'}` : `by ${signal}`;
  const said = await lastLogLine(box.files.logFile);
  const lastWords = said === '' ? '' : ` Its log ends with “${said}”.`;
  return wasTold
    ? `Told to stop, it ended ${how}.${lastWords}`
    : `Its process ended ${how}.${lastWords}`;
};
