/**
 * A card that records what leaves its horn: a WAV file, and a sidecar that says when. Owns the lines of the sidecar;
 * pacing is `PacedCard`, the way to the disk is `WavRecording`.
 *
 * Sidecar `<file>.segments.jsonl`, times in µs of CLOCK_MONOTONIC:
 *   {"firstSample":0,"startsAtUs":1234.5}                    each opening into which something was written
 *   {"xrunAtSample":4800,"lostSamples":960,"atUs":2345.6}    each dry spell: silence from that sample on
 * Silence between a close and the next open is not recorded.
 */
import type { AudioSink } from '../../ports.ts';
import { type Horn, PacedCard, type PacedCardOptions } from '../paced-card.ts';
import { WavFile } from './wav-file.ts';
import { RECORDING_LIMITS, WavRecording } from './wav-recording.ts';

export interface WavCardOptions extends PacedCardOptions {
  /** Begun anew by the first `open` of this card; later ones go on in it. */
  readonly file: string;
}

export const wavCard = (options: WavCardOptions): AudioSink =>
  new PacedCard(
    new WavHorn(new WavRecording(new WavFile(options.file), RECORDING_LIMITS)),
    options,
  );

/** A dry spell, as far as it has gone. */
interface Gap {
  readonly xrunAtSample: number;
  readonly lostSamples: number;
  readonly atUs: number;
}

export class WavHorn implements Horn {
  readonly #recording: WavRecording;
  #gap: Gap | undefined;

  constructor(recording: WavRecording) {
    this.#recording = recording;
  }

  get failure(): Horn['failure'] {
    return this.#recording.failure;
  }

  async open(): Promise<void> {
    this.#gap = undefined;
    await this.#recording.open();
  }

  begins(atUs: number): void {
    this.#recording.line({ firstSample: this.#recording.samples, startsAtUs: atUs });
  }

  sound(pcm: Int16Array): void {
    this.#endGap();
    this.#recording.sound(pcm);
  }

  silence(samples: number, atUs: number): void {
    const gap = this.#gap ?? { xrunAtSample: this.#recording.samples, lostSamples: 0, atUs };
    this.#gap = { ...gap, lostSamples: gap.lostSamples + samples };
    this.#recording.silence(samples);
  }

  async close(): Promise<void> {
    this.#endGap();
    await this.#recording.close();
  }

  #endGap(): void {
    if (this.#gap === undefined) return;
    this.#recording.line({ ...this.#gap });
    this.#gap = undefined;
  }
}
