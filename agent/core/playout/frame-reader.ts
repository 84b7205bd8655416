/**
 * One frame at a time out of jitter buffer and decoder, and what to play where there is none: 60 ms of concealment at
 * full level, a fade of 40 ms, then silence until the next frame is there (design: PLAYOUT, loss).
 */
import { LIMITS } from '../limits.ts';
import { FRAME_SAMPLES } from '../vocabulary.ts';
import type { Heard } from './heard.ts';
import type { JitterBuffer } from './jitter-buffer.ts';
import type { OpusDecoder } from './opus-decoder.ts';

/** How a frame is to be played. */
export interface FrameLevel {
  readonly goal: 0 | 1;
  readonly rampSamples: number;
  /** The stream's own sound (or its own silence), and not something made up. */
  readonly isStream: boolean;
}

/** Stated ramp of every start and every end: 5 ms. */
export const RAMP_SAMPLES = 240;

const PLAY: FrameLevel = { goal: 1, rampSamples: RAMP_SAMPLES, isStream: true };
const REST: FrameLevel = { goal: 0, rampSamples: RAMP_SAMPLES, isStream: true };
const CONCEAL: FrameLevel = { goal: 1, rampSamples: RAMP_SAMPLES, isStream: false };
const FADE: FrameLevel = { goal: 0, rampSamples: LIMITS.concealFadeSamples, isStream: false };
/** Nothing has been read yet. */
export const SILENT = FADE;

/** Follows no frame and is followed by none: the decoder is reset before whatever is read next. */
const NO_FRAME = -2;

export class FrameReader {
  readonly pcm = new Int16Array(FRAME_SAMPLES);
  readonly #buffer: JitterBuffer;
  readonly #decoder: OpusDecoder;
  readonly #heard: Heard;
  #frame = NO_FRAME;
  #missingFrames = 0;
  #level: FrameLevel = FADE;

  constructor(buffer: JitterBuffer, decoder: OpusDecoder, heard: Heard) {
    this.#buffer = buffer;
    this.#decoder = decoder;
    this.#heard = heard;
  }

  /** Frames in a row, up to the present one, for which nothing has come that could be played. */
  get missingFrames(): number {
    return this.#missingFrames;
  }

  /** Forgets what it was reading: the next frame is the first of a new run. */
  restart(): void {
    this.#frame = NO_FRAME;
    this.#missingFrames = 0;
  }

  /** Fills `pcm` with frame `frame`. `isSilent` says that what was played last had faded out. */
  read(frame: number, isSilent: boolean): FrameLevel {
    if (frame === this.#frame) return this.#level;
    if (frame !== this.#frame + 1) this.#decoder.reset();
    this.#frame = frame;
    const packet = this.#buffer.take(frame);
    this.#level = packet === undefined ? this.#miss(isSilent) : this.#load(packet, isSilent);
    return this.#level;
  }

  #load(packet: Uint8Array, isSilent: boolean): FrameLevel {
    if (packet.length > 0) return this.#decode(packet, isSilent);
    if (!isSilent) this.#decoder.conceal(this.pcm);
    this.#missingFrames = 0;
    return REST;
  }

  /** A frame that has not come: of what the next one repeats of it, or made up. */
  #miss(isSilent: boolean): FrameLevel {
    const next = this.#buffer.peek(this.#frame + 1);
    if (next !== undefined && next.length > 0 && this.#decoder.recover !== undefined) {
      if (this.#decoder.recover(next, this.pcm)) {
        this.#heard.recoveredFrames += 1;
        this.#missingFrames = 0;
        return PLAY;
      }
    } else if (!isSilent) this.#decoder.conceal(this.pcm);
    return this.#conceal(isSilent);
  }

  #decode(packet: Uint8Array, isSilent: boolean): FrameLevel {
    if (this.#decoder.decode(packet, this.pcm)) {
      this.#missingFrames = 0;
      return PLAY;
    }
    this.#heard.brokenFrames += 1;
    return this.#conceal(isSilent);
  }

  /** How a frame that the decoder made up is played: fully at first, then less and less, whatever is wrong with it. */
  #conceal(isSilent: boolean): FrameLevel {
    this.#missingFrames += 1;
    if (isSilent) this.#heard.silentFrames += 1;
    else this.#heard.concealedFrames += 1;
    return !isSilent && this.#missingFrames <= LIMITS.concealFullFrames ? CONCEAL : FADE;
  }
}
