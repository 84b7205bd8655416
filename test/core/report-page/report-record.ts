/** Records of runs that never were, for the report to tell of. */
import { after, monoUs, utcUs } from '../../../agent/core/vocabulary.ts';
import type {
  BoxRecord,
  RunRecord,
  TelemetrySample,
} from '../../../broker-sim/report/record/run-record.ts';

export const START = monoUs(50_000_000);

export const aBox = (box: Partial<BoxRecord> = {}): BoxRecord => ({
  id: 'box-1',
  verdict: 'all',
  problems: [],
  wavPath: null,
  segments: [],
  xruns: [],
  relays: [],
  link: [],
  telemetry: [],
  played: null,
  firstSoundAtUs: null,
  comparison: null,
  proof: { records: 1, fault: null },
  exitCode: 0,
  ...box,
});

export const aRun = (boxes: readonly BoxRecord[], run: Partial<RunRecord> = {}): RunRecord => ({
  version: 1,
  title: 'Bản tin',
  issuer: 'ubnd',
  area: 'vn.hn',
  class: 'normal',
  source: 'a.opus',
  groupDelayUs: 1_200_000,
  streamFrames: 500,
  startAt: { monoUs: START, utcUs: utcUs(1_800_000_000_000_000) },
  boxes,
  offsets: [],
  notices: [],
  ...run,
});

/** What befell an announcement to which nothing did. */
export const UNHARMED = {
  lateFrames: 0,
  concealedFrames: 0,
  silentFrames: 0,
  brokenFrames: 0,
  jumps: 0,
  recoveredFrames: 0,
  stretchedSamples: 0,
  xruns: 0,
  correction: null,
  stepError: null,
} as const;

export const heartbeat = (
  atUs: number,
  bufferFrames: number,
  lost: { readonly lateFrames?: number; readonly silentFrames?: number } = {},
): TelemetrySample => ({
  atUs: after(START, atUs),
  amplifier: 'on',
  clock: { trusted: true, errorUs: 10 },
  sink: { open: true, failures: 0, xruns: 0, delayUs: 120_000 },
  refusals: {},
  announcement: {
    id: 'A',
    phase: 'playing',
    heardS: 0,
    toneS: 0,
    bufferFrames,
    ...UNHARMED,
    ...lost,
  },
});
