/** The frames of each stream that are being played just now, computed once for the whole village. Bounded: old frames go. */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import { writeFrame } from './signal.ts';

/** A little over five seconds: boxes of one village are never further apart. */
const FRAMES_KEPT = 256;

export interface Shelf {
  readonly pcm: Int16Array;
  readonly bytes: Buffer;
  /** Which frame lies in each place. */
  readonly frames: Int32Array;
  readonly level: number;
}

export class FrameLibrary {
  readonly #shelves = new Map<number, Shelf[]>();

  /** Frame `frame` as decoded. A view: copy it to keep it. */
  frame(stream: number, frame: number): Int16Array {
    const shelf = this.shelf(stream, 1);
    const at = this.place(shelf, stream, frame);
    return shelf.pcm.subarray(at, at + FRAME_SAMPLES);
  }

  /** Where the frames of this stream lie as they sound at `level` (1 is as decoded). */
  shelf(stream: number, level: number): Shelf {
    let shelves = this.#shelves.get(stream);
    if (shelves === undefined) this.#shelves.set(stream, (shelves = []));
    let shelf = shelves.find((one) => one.level === level);
    if (shelf === undefined) shelves.push((shelf = emptyShelf(level)));
    return shelf;
  }

  /** Sees to it that the frame lies on the shelf, and answers the place of its first sample. */
  place(shelf: Shelf, stream: number, frame: number): number {
    const place = frame % FRAMES_KEPT;
    const at = place * FRAME_SAMPLES;
    if (shelf.frames[place] === frame) return at;
    const pcm = shelf.pcm.subarray(at, at + FRAME_SAMPLES);
    writeFrame(stream, frame, pcm);
    if (shelf.level !== 1) {
      for (let sample = 0; sample < FRAME_SAMPLES; sample++) {
        pcm[sample] = Math.round((pcm[sample] ?? 0) * shelf.level);
      }
    }
    shelf.frames[place] = frame;
    return at;
  }

  /** The stream is over. */
  forget(stream: number): void {
    this.#shelves.delete(stream);
  }
}

const emptyShelf = (level: number): Shelf => {
  const pcm = new Int16Array(FRAMES_KEPT * FRAME_SAMPLES);
  return {
    pcm,
    bytes: Buffer.from(pcm.buffer),
    frames: new Int32Array(FRAMES_KEPT).fill(-1),
    level,
  };
};
