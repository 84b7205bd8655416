/**
 * Runs that never happened, for the tests of the report: a record and the WAVs it names, written at test time. They keep
 * to the rules of real runs (segments, journals, heartbeats), so that the report cannot tell.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  after,
  FRAME_SAMPLES,
  monoUs,
  SAMPLE_RATE_HZ,
  US_PER_S,
  usToSamples,
  utcUs,
} from '../../../agent/core/vocabulary.ts';
import type { AnnouncementPhase } from '../../../agent/core/wire/report.ts';
import type {
  BoxRecord,
  RunRecord,
  TelemetrySample,
} from '../../../broker-sim/report/record/run-record.ts';
import { UNHARMED, aBox } from '../../core/report-page/report-record.ts';

export const START_US = monoUs(9_000_000_000);
const STREAM_FRAMES = 1_370;
const STREAM_US = STREAM_FRAMES * 20_000;
const HEARTBEAT_US = 200_000;
const TITLE = 'Thông báo của Ủy ban nhân dân phường Láng Hạ: lịch tiêm chủng mở rộng';

/** Time in the bulletin during which nothing came, and what was heard of it. */
interface Stall {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Three boxes that heard all of it. */
export const goodVillage = async (dir: string): Promise<RunRecord> => ({
  ...emptyVillage(),
  boxes: await Promise.all(['box-1', 'box-2', 'box-3'].map((id) => heardBox(dir, id, null, 0))),
  offsets: [
    { pair: ['box-1', 'box-2'], samples: 0, us: 0 },
    { pair: ['box-1', 'box-3'], samples: 0, us: 0 },
    { pair: ['box-2', 'box-3'], samples: 0, us: 0 },
  ],
});

/** One box that heard all, one whose link stalled for three seconds and that is 3 samples behind, one that never started. */
export const stalledVillage = async (dir: string): Promise<RunRecord> => {
  const stalled = await heardBox(
    dir,
    'box-2',
    { fromUs: 11.4 * US_PER_S, toUs: 13.2 * US_PER_S },
    3,
  );
  const dead = aBox({
    id: 'box-3',
    verdict: 'nothing',
    problems: ['The process ended with code 78 before it was ready.'],
    proof: null,
    exitCode: 78,
  });
  return {
    ...emptyVillage(),
    boxes: [await heardBox(dir, 'box-1', null, 0), stalled, dead],
    offsets: [{ pair: ['box-1', 'box-2'], samples: 3, us: 62.5 }],
    notices: ['Faults were asked for: the link of box-2 stalls for 3.0 s.'],
  };
};

export const emptyVillage = (): RunRecord => ({
  version: 1,
  title: TITLE,
  issuer: 'ubnd-lang-ha',
  area: 'vn.hn.dongda.langha',
  class: 'normal',
  source: 'bulletin.opus (Ogg Opus, as it is)',
  groupDelayUs: 1_200_000,
  streamFrames: STREAM_FRAMES,
  startAt: { monoUs: START_US, utcUs: utcUs(Date.UTC(2026, 10, 23, 2, 14, 5, 250) * 1_000) },
  boxes: [],
  offsets: [],
  notices: [],
});

const heardBox = async (
  dir: string,
  id: string,
  stall: Stall | null,
  behindSamples: number,
): Promise<BoxRecord> => {
  await mkdir(dir, { recursive: true });
  const wavPath = join(dir, `${id}.wav`);
  const opensAtUs = after(START_US, -300_000);
  const lead = usToSamples(START_US - opensAtUs);
  const pcm = new Int16Array(lead + STREAM_FRAMES * FRAME_SAMPLES + FRAME_SAMPLES * 5);
  pcm.set(bulletinSound(stall), lead + behindSamples);
  await writeWav(wavPath, pcm);
  const firstSound = pcm.findIndex((sample) => sample !== 0);
  const offUs = after(START_US, STREAM_US + 2_020_000);
  const silentFrames = stall === null ? 0 : 85;
  const lost = {
    lateFrames: stall === null ? 0 : 88,
    concealedFrames: stall === null ? 0 : 5,
    silentFrames,
  };
  return {
    id,
    verdict: stall === null ? 'all' : 'part',
    problems:
      stall === null
        ? []
        : [
            'Nothing came for 3.0 s, more than the group delay of 1.2 s: 5 frames were concealed and 85 were silent.',
          ],
    wavPath,
    segments: [{ firstSample: 0, startsAtUs: opensAtUs }],
    xruns:
      stall === null
        ? []
        : [{ xrunAtSample: 900_000, lostSamples: 480, atUs: after(opensAtUs, 18_750_000) }],
    relays: [
      { atUs: after(START_US, -1_300_000), relay: 'supply', on: true },
      { atUs: after(START_US, -310_000), relay: 'line', on: true },
      { atUs: offUs, relay: 'line', on: false },
      { atUs: after(offUs, 30_000), relay: 'supply', on: false },
    ],
    link: [
      { atUs: after(START_US, -4_100_000), up: true },
      { atUs: after(offUs, 900_000), up: false },
    ],
    telemetry: heartbeats(id, stall, lost),
    played: {
      box: id,
      id: '01JDB3Z8Q4M6T9V1XW2Y5N7K0A',
      issuer: 'ubnd-lang-ha',
      key: 'A'.repeat(43),
      mandate: '01JMANDATE0000000000000003',
      area: 'vn.langmau',
      class: 'normal',
      kind: 'programme',
      title: TITLE,
      heardS: (STREAM_FRAMES - silentFrames) / 50,
      toneS: 0,
      bufferFrames: 0,
      ...UNHARMED,
      ...lost,
      correction: { overallPpm: -98.4, latelyPpm: -101.2 },
      firstSoundAtUs: emptyVillage().startAt.utcUs,
      lastSoundAtUs: after(emptyVillage().startAt.utcUs, STREAM_FRAMES * 20_000),
      amplifier: 'commanded',
      firstSample: 0,
      streamFrames: STREAM_FRAMES,
      why: 'complete',
      endedBy: null,
      inStep: true,
    },
    firstSoundAtUs: after(opensAtUs, (firstSound * US_PER_S) / SAMPLE_RATE_HZ),
    comparison:
      stall === null
        ? { comparedSamples: STREAM_FRAMES * FRAME_SAMPLES, differingSamples: 0 }
        : {
            comparedSamples: STREAM_FRAMES * FRAME_SAMPLES,
            differingSamples: 84_210,
            firstDifferenceSample: 548_640,
          },
    proof: { records: 1, fault: null },
    exitCode: 0,
  };
};

const heartbeats = (
  id: string,
  stall: Stall | null,
  lost: Pick<NonNullable<BoxRecord['played']>, 'lateFrames' | 'concealedFrames' | 'silentFrames'>,
): readonly TelemetrySample[] => {
  const samples: TelemetrySample[] = [];
  const phaseShiftUs = Number(id.slice(-1)) * 30_000;
  for (let us = -4_000_000; us <= STREAM_US + 2_600_000; us += HEARTBEAT_US) {
    const atUs = us + phaseShiftUs;
    const gone =
      stall === null
        ? 0
        : Math.min(1, Math.max(0, (atUs - stall.fromUs) / (stall.toUs - stall.fromUs)));
    samples.push({
      atUs: after(START_US, atUs),
      amplifier: atUs < -1_300_000 ? 'off' : 'on',
      clock: { trusted: true, errorUs: 40 },
      sink: { open: true, failures: 0, xruns: 0, delayUs: 120_000 },
      refusals: {},
      announcement: announcementAt(atUs, stall, {
        lateFrames: gone >= 1 ? lost.lateFrames : 0,
        concealedFrames: gone > 0 ? lost.concealedFrames : 0,
        silentFrames: Math.round(gone * lost.silentFrames),
      }),
    });
  }
  return samples;
};

const announcementAt = (
  atUs: number,
  stall: Stall | null,
  lost: Pick<NonNullable<BoxRecord['played']>, 'lateFrames' | 'concealedFrames' | 'silentFrames'>,
): TelemetrySample['announcement'] => {
  if (atUs < -3_000_000 || atUs > STREAM_US + 100_000) return null;
  const phase: AnnouncementPhase = atUs < 0 ? 'waiting' : atUs < STREAM_US ? 'playing' : 'ending';
  const sentUs = Math.min(
    STREAM_US,
    Math.max(0, Math.floor((atUs + 1_150_000) / 200_000) * 200_000),
  );
  const isStalled = stall !== null && sentUs > stall.fromUs && atUs < stall.toUs;
  const arrivedUs = isStalled ? Math.floor(stall.fromUs / 200_000) * 200_000 : sentUs;
  return {
    id: '01JDB3Z8Q4M6T9V1XW2Y5N7K0A',
    phase,
    heardS: Math.max(0, atUs) / US_PER_S,
    toneS: 0,
    bufferFrames: Math.max(0, Math.floor((arrivedUs - Math.max(0, atUs)) / 20_000)),
    ...UNHARMED,
    ...lost,
  };
};

/** A chime of two bells, then syllables: what a bulletin looks like, not what it says. */
const bulletinSound = (stall: Stall | null): Int16Array => {
  const pcm = new Int16Array(STREAM_FRAMES * FRAME_SAMPLES);
  let noise = 1;
  let breath = 0;
  for (let index = 0; index < pcm.length; index += 1) {
    const s = index / SAMPLE_RATE_HZ;
    noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648;
    breath += (noise / 1_073_741_824 - 1 - breath) * 0.3;
    const sound =
      bell(s - 0.004, 659) + bell(s - 0.7, 523) + (s > 2.2 && s < 26.9 ? syllable(s, breath) : 0);
    pcm[index] = Math.round(12_000 * sound * heardShare(s * US_PER_S, stall));
  }
  return pcm;
};

const bell = (s: number, hz: number): number =>
  s < 0 ? 0 : Math.min(1, s * 120) * Math.exp(-s * 3.2) * Math.sin(2 * Math.PI * hz * s);

const syllable = (s: number, breath: number): number => {
  const loudness =
    Math.max(0, Math.sin(s * 14) * (0.7 + 0.3 * Math.sin(s * 3.1))) *
    (Math.sin(s * 0.9) > -0.85 ? 1 : 0);
  const tone = Math.sin(s * 2 * Math.PI * (190 + 30 * Math.sin(s * 5)));
  return loudness * (0.9 * tone + 0.8 * breath) * (0.6 + 0.4 * Math.sin(s * 1.7));
};

/** Concealed at full level for 60 ms, faded over 40 ms, silent until the stall is over. */
const heardShare = (us: number, stall: Stall | null): number => {
  if (stall === null || us < stall.fromUs || us >= stall.toUs) return 1;
  return Math.min(1, Math.max(0, 1 - (us - stall.fromUs - 60_000) / 40_000));
};

export const writeWav = async (path: string, pcm: Int16Array): Promise<void> => {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + pcm.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  header.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(pcm.byteLength, 40);
  await writeFile(
    path,
    Buffer.concat([header, Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)]),
  );
};
