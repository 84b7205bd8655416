/**
 * The start of the bulletin under a magnifier: each box's first tenth of a second on its own row, and the first
 * milliseconds of all boxes laid over one another, sample by sample. This is where being in step is seen.
 */
import {
  FRAME_US,
  SAMPLES_PER_MS,
  US_PER_MS,
  US_PER_S,
  usToSamples,
} from '../../agent/core/vocabulary.ts';
import type { CloseUpData } from './page/cursor-data.ts';
import type { BoxRecord, RunRecord } from './run-record.ts';
import { peaksOf, placedRuns, type WaveformPeaks } from './waveform-peaks.ts';
import type { WavFile } from './wav-file.ts';

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

/** Null where no box was heard. Both views start from the box that was heard first. */
export const startZoomOf = async (
  record: RunRecord,
  wavs: readonly BoxWav[],
): Promise<StartZoom | null> => {
  const firstUs = Math.min(
    ...wavs.map(({ box }) => box.firstSoundAtUs ?? Number.POSITIVE_INFINITY),
  );
  if (!Number.isFinite(firstUs)) return null;
  const startUs = record.startAt.monoUs;
  const wideUs = startUs + roundDown(firstUs - startUs, WIDE_BEFORE_US) - WIDE_BEFORE_US;
  const window = { fromUs: wideUs, toUs: wideUs + WIDE_BEFORE_US + WIDE_AFTER_US };
  const rows: WideView['rows'][number][] = [];
  for (const { box, wav } of wavs) {
    rows.push({ box, peaks: await peaksOf(wav, box.segments, window, WIDE_COLUMNS) });
  }
  const fromUs = startUs + roundDown(firstUs - startUs, US_PER_MS) - US_PER_MS;
  const boxes: CloseUpData['boxes'][number][] = [];
  for (const { box, wav } of wavs) {
    boxes.push({ id: box.id, samples: await samplesFrom(wav, box, fromUs) });
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

/** `CLOSE_SAMPLES` samples of what left this horn from `fromUs` on; null where it was closed. */
const samplesFrom = async (
  wav: WavFile,
  box: BoxRecord,
  fromUs: number,
): Promise<readonly (number | null)[]> => {
  const samples = new Array<number | null>(CLOSE_SAMPLES).fill(null);
  for (const run of placedRuns(box.segments, wav.samples)) {
    const first = run.firstSample + Math.round(usToSamples(fromUs - run.startsAtUs));
    const from = Math.max(first, run.firstSample);
    const end = Math.min(first + CLOSE_SAMPLES, run.endSample);
    if (from >= end) continue;
    const pcm = await wav.read(from, end - from);
    pcm.forEach((sample, index) => {
      samples[from - first + index] = sample;
    });
  }
  return samples;
};
