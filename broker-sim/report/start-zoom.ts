/**
 * The start of the bulletin under a magnifier: each box's first tenth of a second on its own row, and the rise of
 * the first sound of all boxes laid over one another, sample by sample. This is where being in step is seen.
 */
import {
  FRAME_US,
  SAMPLES_PER_MS,
  US_PER_MS,
  US_PER_S,
  samplesToUs,
  usToSamples,
} from '../../agent/core/vocabulary.ts';
import type { CloseUpData } from './page/cursor-data.ts';
import type { BoxRecord, RunRecord } from './record/run-record.ts';
import { peaksOf, placedRuns, type WaveformPeaks } from './lanes/waveform-peaks.ts';
import type { WavFile } from './record/wav-file.ts';

export interface BoxWav {
  readonly box: BoxRecord;
  readonly wav: WavFile;
}

export interface ZoomWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface WideView extends ZoomWindow {
  readonly rows: readonly { readonly box: BoxRecord; readonly peaks: WaveformPeaks }[];
}

export interface StartZoom {
  readonly wide: WideView;
  readonly close: CloseUpData;
}

const WIDE_BEFORE_US = FRAME_US;
const WIDE_AFTER_US = 5 * FRAME_US;
const WIDE_COLUMNS = 1_000;
/** Long enough to see the shape, short enough to see the samples. */
const CLOSE_SAMPLES = 5 * SAMPLES_PER_MS;

/** The first samples are the codec's faint breath; the sound has risen at this part of the wide view's peak. */
const RISEN = 1 / 20;

/** Null where no box was heard. Both views follow the box that was heard first. */
export const startZoomOf = async (
  record: RunRecord,
  wavs: readonly BoxWav[],
): Promise<StartZoom | null> => {
  const first = wavs.reduce<BoxWav | undefined>(
    (earliest, each) => (firstSoundOf(each) < firstSoundOf(earliest) ? each : earliest),
    undefined,
  );
  const firstUs = firstSoundOf(first);
  if (first === undefined) return null;
  const startUs = record.startAt.monoUs;
  const wideUs = startUs + roundDown(firstUs - startUs, WIDE_BEFORE_US) - WIDE_BEFORE_US;
  const window = { fromUs: wideUs, toUs: wideUs + WIDE_BEFORE_US + WIDE_AFTER_US };
  const rows: WideView['rows'][number][] = [];
  for (const { box, wav } of wavs) {
    rows.push({ box, peaks: await peaksOf(wav, box.segments, window, WIDE_COLUMNS) });
  }
  const risenUs = await riseOf(first, firstUs);
  const fromUs = startUs + roundDown(risenUs - startUs, US_PER_MS) - US_PER_MS;
  const boxes: CloseUpData['boxes'][number][] = [];
  for (const { box, wav } of wavs) {
    boxes.push({ id: box.id, samples: await samplesFrom(wav, box, fromUs, CLOSE_SAMPLES) });
  }
  return {
    wide: { ...window, rows },
    close: {
      fromS: (fromUs - startUs) / US_PER_S,
      stepS: 1 / (SAMPLES_PER_MS * 1_000),
      columns: CLOSE_SAMPLES,
      boxes,
    },
  };
};

/** Windows begin at a round time, so that their labels are round. */
const roundDown = (us: number, stepUs: number): number => Math.floor(us / stepUs) * stepUs;

const firstSoundOf = (boxWav: BoxWav | undefined): number =>
  boxWav?.box.firstSoundAtUs ?? Number.POSITIVE_INFINITY;

/** When the sound that begins at `firstUs` is no longer faint. */
const riseOf = async ({ box, wav }: BoxWav, firstUs: number): Promise<number> => {
  const samples = await samplesFrom(wav, box, firstUs, usToSamples(WIDE_AFTER_US));
  const peak = samples.reduce<number>((most, sample) => Math.max(most, Math.abs(sample ?? 0)), 0);
  const risen = samples.findIndex((sample) => Math.abs(sample ?? 0) >= peak * RISEN);
  return firstUs + samplesToUs(Math.max(0, risen));
};

/** `length` samples of what left this horn from `fromUs` on; null where it was closed. */
const samplesFrom = async (
  wav: WavFile,
  box: BoxRecord,
  fromUs: number,
  length: number,
): Promise<readonly (number | null)[]> => {
  const samples = new Array<number | null>(length).fill(null);
  for (const run of placedRuns(box.segments, wav.samples)) {
    const first = run.firstSample + Math.round(usToSamples(fromUs - run.startsAtUs));
    const from = Math.max(first, run.firstSample);
    const end = Math.min(first + length, run.endSample);
    if (from >= end) continue;
    const pcm = await wav.read(from, end - from);
    pcm.forEach((sample, index) => {
      samples[from - first + index] = sample;
    });
  }
  return samples;
};
