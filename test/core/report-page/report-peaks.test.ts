/** The waveform of the report: nothing that left a horn is lost between two columns, and nothing stands in the wrong place. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import type { WavFile } from '../../../broker-sim/report/record/wav-file.ts';
import { peaksOf, placedRuns } from '../../../broker-sim/report/lanes/waveform-peaks.ts';

const MS = 1_000;

/** A file in memory that answers short reads, as a disk may. */
const wavOf = (pcm: Int16Array, mostSamples = 100_000): WavFile & { readonly reads: number[] } => {
  const reads: number[] = [];
  return {
    samples: pcm.length,
    reads,
    read: (first, length) => {
      reads.push(first);
      return Promise.resolve(pcm.slice(first, first + Math.min(length, mostSamples)));
    },
    close: () => Promise.resolve(),
  };
};

describe('peaks of a waveform', () => {
  it('keep a click of one sample, and place it in its own millisecond', async () => {
    const pcm = new Int16Array(4_800);
    pcm[48 * 37 + 5] = 20_000;
    pcm[48 * 62 + 47] = -30_000;
    const segments = [{ firstSample: 0, startsAtUs: monoUs(0) }];
    const peaks = await peaksOf(wavOf(pcm), segments, { fromUs: 0, toUs: 100 * MS }, 100);
    assert.deepEqual(
      [...peaks.greatest].flatMap((sample, column) => (sample > 0 ? [[column, sample]] : [])),
      [[37, 20_000]],
    );
    assert.deepEqual(
      [...peaks.least].flatMap((sample, column) => (sample < 0 ? [[column, sample]] : [])),
      [[62, -30_000]],
    );
    assert.equal(peaks.peak, 30_000);
    assert.equal(peaks.rms[37], Math.sqrt(20_000 ** 2 / 48));
  });

  it('are the same however short the reads are', async () => {
    const pcm = Int16Array.from(
      { length: 9_600 },
      (_, index) => ((index * 7_919) % 60_001) - 30_000,
    );
    const segments = [{ firstSample: 0, startsAtUs: monoUs(12_345) }];
    const window = { fromUs: 0, toUs: 250 * MS };
    const whole = await peaksOf(wavOf(pcm), segments, window, 333);
    assert.deepEqual(await peaksOf(wavOf(pcm, 17), segments, window, 333), whole);
  });

  it('leave a gap where the sink was closed between two openings', async () => {
    const pcm = new Int16Array(960).fill(100);
    const segments = [
      { firstSample: 0, startsAtUs: monoUs(10 * MS) },
      { firstSample: 480, startsAtUs: monoUs(50 * MS) },
    ];
    const peaks = await peaksOf(wavOf(pcm), segments, { fromUs: 0, toUs: 100 * MS }, 10);
    assert.deepEqual([...peaks.heard], [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('read only what the window shows', async () => {
    const pcm = new Int16Array(480_000);
    const wav = wavOf(pcm);
    const segments = [{ firstSample: 0, startsAtUs: monoUs(0) }];
    const peaks = await peaksOf(wav, segments, { fromUs: 5_000 * MS, toUs: 5_010 * MS }, 10);
    assert.deepEqual([...peaks.heard], new Array(10).fill(1));
    assert.deepEqual(wav.reads, [240_000]);
  });

  it('have a peak of nothing where nothing was open', async () => {
    const peaks = await peaksOf(wavOf(new Int16Array(0)), [], { fromUs: 0, toUs: MS }, 4);
    assert.equal(peaks.peak, 0);
    assert.deepEqual([...peaks.heard], [0, 0, 0, 0]);
  });

  it('drop segments that lie outside the file', () => {
    const runs = placedRuns(
      [
        { firstSample: 0, startsAtUs: monoUs(1) },
        { firstSample: 100, startsAtUs: monoUs(2) },
        { firstSample: 5_000, startsAtUs: monoUs(3) },
      ],
      150,
    );
    assert.deepEqual(runs, [
      { firstSample: 0, endSample: 100, startsAtUs: 1 },
      { firstSample: 100, endSample: 150, startsAtUs: 2 },
    ]);
  });
});
