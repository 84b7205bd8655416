/**
 * Follows a stream that plays at full level, whole frames at once: each as it is, or a few samples shorter or longer. Says
 * how far what is heard is just that, and no more.
 */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { Block } from './block.ts';
import type { FrameLibrary } from './frame-library.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { Voice } from './voice.ts';
import { SKIP_MAX, sampleOf } from './wave.ts';

/** As it is, then by how little it may have been resampled. */
const SKIPS = [
  0,
  ...Array.from({ length: SKIP_MAX }, (_, index) => [index + 1, -index - 1]).flat(),
];

export class Follower {
  readonly voice: Voice;
  readonly #library: FrameLibrary;
  frame: number;
  /** Which sample of the frame comes next, as it was resampled. */
  at: number;
  skip: number;

  /** Goes on where this hypothesis is. */
  constructor(library: FrameLibrary, { voice, wave, position, at }: Hypothesis) {
    this.#library = library;
    this.voice = voice;
    this.frame = Math.floor(position / FRAME_SAMPLES);
    this.at = at;
    this.skip = wave.skip;
  }

  get pace(): number {
    return FRAME_SAMPLES / (FRAME_SAMPLES - this.skip);
  }

  get position(): number {
    return this.frame * FRAME_SAMPLES + this.at * this.pace;
  }

  /** How many samples of the block, from `from` on, are the rest of this frame; undefined where it is something else. */
  follow(block: Block, from: number): number | undefined {
    if (this.frame >= this.voice.frames) return undefined;
    if (this.at > 0) return this.#matches(block, from, this.skip);
    for (const skip of SKIPS) {
      if (skip !== 0 && !this.#isLikely(block, from, skip)) continue;
      const samples = this.#matches(block, from, skip);
      if (samples === undefined) continue;
      this.skip = skip;
      return samples;
    }
    this.skip = 0;
    return undefined;
  }

  /** So many samples have passed. */
  pass(samples: number): void {
    this.at += samples;
    if (this.at < FRAME_SAMPLES - this.skip) return;
    this.frame += 1;
    this.at = 0;
    this.skip = 0;
  }

  #matches(block: Block, from: number, skip: number): number | undefined {
    const { stream, level } = this.voice;
    const samples = Math.min(block.samples - from, FRAME_SAMPLES - skip - this.at);
    const shelf = this.#library.shelf(stream, level, skip);
    const place = 2 * (this.#library.place(shelf, stream, this.frame) + this.at);
    const start = 2 * (block.from + from);
    const order = shelf.bytes.compare(
      block.bytes,
      start,
      start + 2 * samples,
      place,
      place + 2 * samples,
    );
    return order === 0 ? samples : undefined;
  }

  /** A few samples first: resampling a frame is dear. */
  #isLikely(block: Block, from: number, skip: number): boolean {
    const { stream, level } = this.voice;
    const wave = { pcm: this.#library.frame(stream, this.frame), skip, before: 0 };
    const most = Math.min(block.samples - from, FRAME_SAMPLES - skip) - 1;
    return [most, most >> 1, most >> 2].every(
      (index) =>
        block.ring[block.from + from + index] ===
        Math.round(Math.round(sampleOf(wave, index)) * level),
    );
  }
}
