/**
 * Packets of one stream, in the order of their play-out. It knows which frame is due next and nothing of time, sound
 * or signatures. Bounded: a frame too far ahead is refused, one behind the cursor is late.
 */
import { LIMITS } from '../limits.ts';

export type Inserted = 'stored' | 'duplicate' | 'late' | 'far-future';

export class JitterBuffer {
  readonly #size: number;
  readonly #packets: (Uint8Array | undefined)[];
  /** Which sequence each slot last held; it stays after the packet is taken, so that a duplicate is not called late. */
  readonly #sequences: Float64Array;
  #next = 0;
  #depth = 0;

  constructor(sizeFrames: number = LIMITS.jitterBufferFrames) {
    this.#size = sizeFrames;
    this.#packets = new Array<undefined>(sizeFrames).fill(undefined);
    this.#sequences = new Float64Array(sizeFrames).fill(-1);
  }

  /** Frames that wait for their time. */
  get depthFrames(): number {
    return this.#depth;
  }

  /** The first frame that is not yet past. */
  get nextFrame(): number {
    return this.#next;
  }

  insert(sequence: number, packet: Uint8Array): Inserted {
    if (sequence >= this.#next + this.#size) return 'far-future';
    const slot = sequence % this.#size;
    if (this.#sequences[slot] === sequence) return 'duplicate';
    if (sequence < this.#next) return 'late';
    this.#packets[slot] = packet;
    this.#sequences[slot] = sequence;
    this.#depth += 1;
    return 'stored';
  }

  /** A frame that waits, without taking it; undefined where it has not come. */
  peek(sequence: number): Uint8Array | undefined {
    const slot = sequence % this.#size;
    return this.#sequences[slot] === sequence ? this.#packets[slot] : undefined;
  }

  /** Hands out a frame and moves on to the one after it; undefined where it has not come. */
  take(sequence: number): Uint8Array | undefined {
    this.skipTo(sequence);
    if (sequence < this.#next) return undefined;
    const packet = this.#release(sequence);
    this.#next = sequence + 1;
    return packet;
  }

  /**
   * By the clock, `sequence` is the frame of now. A cursor further ahead of it than the buffer is long was put there by a clock that
   * was wrong for a moment: it begins again from now, or the stream would be late for ever.
   */
  follow(sequence: number): void {
    if (this.#next > Math.max(0, sequence) + this.#size) this.#restart(Math.max(0, sequence));
    else this.skipTo(sequence);
  }

  /** Everything before `sequence` is past. Never goes back. */
  skipTo(sequence: number): void {
    const reachable = Math.min(sequence, this.#next + this.#size);
    for (let frame = this.#next; frame < reachable; frame++) this.#release(frame);
    this.#next = Math.max(this.#next, sequence);
  }

  /** Empties the slot of a frame that is past, or is about to be: once for each frame, for the cursor never goes back. */
  #restart(sequence: number): void {
    this.#packets.fill(undefined);
    this.#sequences.fill(-1);
    this.#depth = 0;
    this.#next = sequence;
  }

  #release(sequence: number): Uint8Array | undefined {
    const slot = sequence % this.#size;
    if (this.#sequences[slot] !== sequence) return undefined;
    const packet = this.#packets[slot];
    this.#depth -= 1;
    this.#packets[slot] = undefined;
    return packet;
  }
}
