/**
 * The waveform of a whole run in as many columns as a picture has: least, greatest and RMS sample of each. It places
 * samples by the instants at which they left the horn, so that the boxes stand on one time axis.
 */
import { samplesToUs, usToSamples } from '../../../agent/core/vocabulary.ts';
import type { WavSegment } from '../record/run-record.ts';
import type { WavFile } from '../record/wav-file.ts';

export interface WaveformPeaks {
  /** Column by column. Where `heard` is 0 the sink was closed, and the others mean nothing. */
  readonly heard: Uint8Array;
  readonly least: Int16Array;
  readonly greatest: Int16Array;
  readonly rms: Float64Array;
  /** Greatest magnitude of all, 0 to 32768. */
  readonly peak: number;
}

/** A stretch of the WAV that left the horn without a pause. */
export interface PlacedRun {
  readonly firstSample: number;
  readonly endSample: number;
  readonly startsAtUs: number;
}

const CHUNK_SAMPLES = 65_536;

/** Segments end where the next one begins. Those that lie outside the file, or go backwards, are dropped. */
export const placedRuns = (
  segments: readonly WavSegment[],
  fileSamples: number,
): readonly PlacedRun[] =>
  segments
    .map((segment, index) => ({
      firstSample: segment.firstSample,
      endSample: Math.min(segments[index + 1]?.firstSample ?? fileSamples, fileSamples),
      startsAtUs: segment.startsAtUs,
    }))
    .filter((run) => run.firstSample >= 0 && run.firstSample < run.endSample);

/** Peaks of `wav` between two instants. Reads the file once, in pieces; samples outside the window are not read. */
export const peaksOf = async (
  wav: WavFile,
  segments: readonly WavSegment[],
  window: { readonly fromUs: number; readonly toUs: number },
  columns: number,
): Promise<WaveformPeaks> => {
  const heard = new Uint8Array(columns);
  const least = new Int16Array(columns).fill(32_767);
  const greatest = new Int16Array(columns).fill(-32_768);
  const squares = new Float64Array(columns);
  const counts = new Float64Array(columns);
  const columnsPerSample = columns / usToSamples(window.toUs - window.fromUs);

  for (const run of placedRuns(segments, wav.samples)) {
    const sampleAt = (us: number): number =>
      run.firstSample + Math.ceil(usToSamples(us - run.startsAtUs) - 1e-6);
    const end = Math.min(run.endSample, sampleAt(window.toUs));
    for (let first = Math.max(run.firstSample, sampleAt(window.fromUs)); first < end;) {
      const pcm = await wav.read(first, Math.min(CHUNK_SAMPLES, end - first));
      if (pcm.length === 0) break;
      const atUs = run.startsAtUs + samplesToUs(first - run.firstSample);
      const firstColumn = usToSamples(atUs - window.fromUs) * columnsPerSample;
      for (let index = 0; index < pcm.length; index += 1) {
        const column = Math.min(columns - 1, Math.floor(firstColumn + index * columnsPerSample));
        const sample = pcm[index] ?? 0;
        heard[column] = 1;
        if (sample < (least[column] ?? 0)) least[column] = sample;
        if (sample > (greatest[column] ?? 0)) greatest[column] = sample;
        squares[column] = (squares[column] ?? 0) + sample * sample;
        counts[column] = (counts[column] ?? 0) + 1;
      }
      first += pcm.length;
    }
  }

  const rms = squares.map((sum, column) => Math.sqrt(sum / Math.max(1, counts[column] ?? 0)));
  let peak = 0;
  heard.forEach((isHeard, column) => {
    if (isHeard === 1) {
      peak = Math.max(peak, -(least[column] ?? 0), greatest[column] ?? 0);
    }
  });
  return { heard, least, greatest, rms, peak };
};
