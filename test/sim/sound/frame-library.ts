/**
 * The frames of each stream that are being played just now, as decoded and as they leave a box, computed once for the whole
 * village. Bounded: a frame is forgotten when a later one takes its place.
 */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import { writeFrame } from './signal.ts';
import { SKIP_MAX, sampleOf } from './wave.ts';

/**
 * As decoded: 15 s, more than a box lags that does not know the time, so that nobody loses the frame it is listening to. As
 * they sound: a little over a second; what is missing is computed again.
 */
const FRAMES_KEPT = 750;
const SOUNDS_KEPT = 64;
const ROW_SAMPLES = FRAME_SAMPLES + SKIP_MAX;

/** Frames of one stream at one level, each a few samples shorter or longer than it was. */
export interface Shelf {
  readonly level: number;
  readonly skip: number;
  readonly pcm: Int16Array;
  readonly bytes: Buffer;
  /** Which frame lies in each row. */
  readonly frames: Int32Array;
}

export class FrameLibrary {
  readonly #shelves = new Map<number, Shelf[]>();

  /** Frame `frame` as decoded. A view: copy it to keep it. */
  frame(stream: number, frame: number): Int16Array {
    const shelf = this.shelf(stream, 1, 0);
    const at = this.place(shelf, stream, frame);
    return shelf.pcm.subarray(at, at + FRAME_SAMPLES);
  }

  /** Where the frames of this stream lie as they sound at `level` (1 is as decoded), `skip` samples shorter. */
  shelf(stream: number, level: number, skip: number): Shelf {
    let shelves = this.#shelves.get(stream);
    if (shelves === undefined) this.#shelves.set(stream, (shelves = []));
    let shelf = shelves.find((one) => one.level === level && one.skip === skip);
    if (shelf === undefined) shelves.push((shelf = emptyShelf(level, skip)));
    return shelf;
  }

  /** Sees to it that the frame lies on the shelf, and answers the place of its first sample. */
  place(shelf: Shelf, stream: number, frame: number): number {
    const row = frame % shelf.frames.length;
    const at = row * ROW_SAMPLES;
    if (shelf.frames[row] === frame) return at;
    const { level, skip } = shelf;
    const pcm = shelf.pcm.subarray(at, at + FRAME_SAMPLES - skip);
    if (level === 1 && skip === 0) writeFrame(stream, frame, pcm);
    else {
      const wave = { pcm: this.frame(stream, frame), skip, before: 0 };
      for (let index = 0; index < pcm.length; index++) {
        pcm[index] = Math.round(Math.round(sampleOf(wave, index)) * level);
      }
    }
    shelf.frames[row] = frame;
    return at;
  }

  /** The stream is over. */
  forget(stream: number): void {
    this.#shelves.delete(stream);
  }
}

const emptyShelf = (level: number, skip: number): Shelf => {
  const kept = level === 1 && skip === 0 ? FRAMES_KEPT : SOUNDS_KEPT;
  const pcm = new Int16Array(kept * ROW_SAMPLES);
  const frames = new Int32Array(kept).fill(-1);
  return { level, skip, pcm, bytes: Buffer.from(pcm.buffer), frames };
};
