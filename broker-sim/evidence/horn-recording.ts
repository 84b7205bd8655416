/**
 * What left one horn, with the instant of each of its samples: a WAV file and its segments. The card's clock is that of the
 * machine, so within a segment sample k leaves k / 48 000 s after the first.
 */
import { monoUs, samplesToUs, usToSamples, type MonoUs } from '../../agent/core/vocabulary.ts';
import type { WavSegment } from '../report/record/run-record.ts';
import type { WavFile } from '../report/record/wav-file.ts';

/** A run of samples that left without a break. `end` is the sample after its last. */
export interface HornSpan {
  readonly first: number;
  readonly end: number;
  readonly startsAtUs: MonoUs;
}

export class HornRecording {
  readonly wav: WavFile;
  /** In order, without overlap. */
  readonly spans: readonly HornSpan[];

  /** `segments` in order of their first sample. */
  constructor(wav: WavFile, segments: readonly WavSegment[]) {
    this.wav = wav;
    this.spans = segments.flatMap(({ firstSample, startsAtUs }, index) => {
      const end = Math.min(segments[index + 1]?.firstSample ?? wav.samples, wav.samples);
      return end > firstSample ? [{ first: firstSample, end, startsAtUs }] : [];
    });
  }

  /** Where in the file the sample is that left at `atUs`, or would have; undefined where nothing was recorded at all. */
  sampleAt(atUs: MonoUs): number | undefined {
    const span = this.spans.findLast(({ startsAtUs }) => startsAtUs <= atUs) ?? this.spans[0];
    return span && span.first + Math.round(usToSamples(atUs - span.startsAtUs));
  }

  /** When a sample of the file left. */
  instantOf(sample: number): MonoUs {
    const span = this.spans.findLast(({ first }) => first <= sample) ?? this.spans[0];
    if (span === undefined) throw new RangeError('nothing was recorded');
    return monoUs(span.startsAtUs + samplesToUs(sample - span.first));
  }
}
