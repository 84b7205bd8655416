/**
 * One bulletin to a village: speaks it, waits until every box has reported and has let its amplifier go, stops the boxes,
 * and judges what they did. It shows nothing: whoever wants to watch looks at the boxes' diaries meanwhile.
 */
import path from 'node:path';
import type { BulletinClass } from '../../agent/core/vocabulary.ts';
import { boxOffsets } from '../evidence/box-offsets.ts';
import { writeSentRecording } from '../evidence/sent-recording.ts';
import type {
  Broadcast,
  BroadcastProgress,
  BroadcastResult,
} from '../head-end/broadcast/broadcast.ts';
import { speak } from '../head-end/speak.ts';
import type { RunRecord } from '../report/record/run-record.ts';
import { openWav } from '../report/record/wav-file.ts';
import { monotonicUs } from '../source/monotonic.ts';
import type { OpusSource } from '../source/opus-source.ts';
import type { BoxProcess } from './box/box-process.ts';
import { judgedBox, type JudgedBox } from './box/box-record.ts';
import { onBothClocks } from './common-clock.ts';
import type { Village } from './village.ts';

const GROUP_DELAY_US = 1_200_000;
/** A box reports what it has played when the last sample has left; this is for the way to here. */
const PLAYED_WITHIN_MS = 8_000;
/** The hold of an amplifier is 2 s, unless a setting says otherwise. */
const AT_REST_WITHIN_MS = 8_000;

export interface Bulletin {
  readonly source: OpusSource;
  readonly title: string;
  readonly class: BulletinClass;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BroadcastProgress) => void;
  /** One line for people: something went wrong at the head-end, and it goes on. */
  readonly onTrouble: (line: string) => void;
  /** Told as soon as it is announced. */
  readonly onAnnounced?: (broadcast: Broadcast) => void;
}

export interface BulletinRun {
  readonly record: RunRecord;
  readonly result: BroadcastResult;
  readonly boxes: readonly JudgedBox[];
  /** What was sent, decoded. */
  readonly sentWavFile: string;
}

/** @throws {BroadcastError} where nothing could be announced. Leaves the boxes stopped. */
export const runBulletin = async (
  village: Village,
  outDirectory: string,
  bulletin: Bulletin,
): Promise<BulletinRun> => {
  const { ear, changes, issuer, area } = village;
  const { source, title, class: bulletinClass, signal } = bulletin;
  const broadcast = await speak({
    client: village.headEnd,
    issuer,
    area,
    class: bulletinClass,
    title,
    source,
    groupDelayUs: GROUP_DELAY_US,
    signal,
    onTrouble: bulletin.onTrouble,
    onProgress: (progress) => {
      changes.note();
      bulletin.onProgress?.(progress);
    },
  });
  const { announcement } = broadcast;
  ear.tap.expect(announcement);
  bulletin.onAnnounced?.(broadcast);
  const startAt = onBothClocks(announcement.startAt);
  const result = await whenOver(village, broadcast);
  await awaitRest(village, announcement.id, signal);
  const stoppedAtUs = monotonicUs();
  await village.stopBoxes();

  const sentWavFile = path.resolve(outDirectory, 'sent.wav');
  const { isSilent } = await writeSentRecording(ear.tap.packets, sentWavFile);
  const sent = await openWav(sentWavFile);
  if (!sent.ok) throw new Error(`${sentWavFile} ${sent.reason}`);
  const boxes: JudgedBox[] = [];
  try {
    for (const box of village.boxes) {
      boxes.push(
        await judgedBox(box, ear.diary(box.id), {
          announcementId: announcement.id,
          startAt,
          streamFrames: result.streamFrames,
          recording: sent.wav,
          stoppedAtUs,
          proof: village.proof.of(box.id),
        }),
      );
    }
  } finally {
    await sent.wav.close();
  }
  const record: RunRecord = {
    version: 1,
    title,
    issuer: issuer.id,
    area,
    class: bulletinClass,
    source: source.description,
    groupDelayUs: GROUP_DELAY_US,
    streamFrames: result.streamFrames,
    startAt,
    boxes: boxes.map((box) => box.record),
    offsets: boxOffsets(boxes.map(({ record: { id }, startsAtUs }) => ({ id, startsAtUs }))),
    notices: [
      ...(isSilent ? ['Nothing but silence was sent, so there was nothing to hear.'] : []),
      ...noticesOf(result, ear.tap.endFrame),
    ],
  };
  return { record, result, boxes, sentWavFile };
};

/** The end of the broadcast; sooner where no box is left to hear it. */
const whenOver = async (village: Village, broadcast: Broadcast): Promise<BroadcastResult> => {
  const { changes, boxes } = village;
  let result: BroadcastResult | undefined;
  void broadcast.done.then((over) => {
    result = over;
    changes.note();
  });
  await changes.waitFor(() => result !== undefined || boxes.every(hasEnded), FOREVER_MS);
  return result ?? broadcast.stop();
};

/** As long as a timer can be (24 days). */
const FOREVER_MS = 2 ** 31 - 1;

const hasEnded = ({ end }: BoxProcess): boolean => end !== undefined;

/** Until every box that lives has reported the announcement, and then has let its amplifier go. */
const awaitRest = async (
  { boxes, ear, changes }: Village,
  announcementId: string,
  signal: AbortSignal,
): Promise<void> => {
  const hasReported = (box: BoxProcess): boolean =>
    hasEnded(box) || ear.diary(box.id).playedOf(announcementId) !== undefined;
  await changes.waitFor(() => boxes.every(hasReported), PLAYED_WITHIN_MS, signal);
  const isAtRest = (box: BoxProcess): boolean => {
    const relays = ear.diary(box.id).latest?.relays;
    return hasEnded(box) || (relays !== undefined && !relays.supply && !relays.line);
  };
  await changes.waitFor(() => boxes.every(isAtRest), AT_REST_WITHIN_MS, signal);
};

const noticesOf = (result: BroadcastResult, tappedFrames: number | undefined): string[] => {
  const notices: string[] = [];
  if (result.why === 'stopped') notices.push('The bulletin was stopped before its end.');
  if (result.why === 'source-failed') notices.push('The source broke off before its end.');
  if (result.framesDropped > 0) {
    notices.push(`The head-end could not send ${result.framesDropped} frames in time.`);
  }
  if (result.why === 'complete' && tappedFrames !== result.streamFrames) {
    notices.push('The end of the stream was not seen at the broker.');
  }
  return notices;
};
