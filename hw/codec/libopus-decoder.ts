/**
 * The core's Opus decoder by the native libopus: as many at once as one likes, and what a packet repeats of the lost one
 * before it (in-band FEC, RFC 6716 §2.1.7). Owns the one rule of what a packet must be; knows nothing of streams or of time.
 */
import type { OpusDecoder } from '../../agent/core/playout/opus-decoder.ts';
import type { NativeDecoder, NativeOpus } from '../native/load.ts';

const FRAME_SAMPLES = 960;
/** What 510 kbit/s, the most that RFC 6716 §2.1.1 knows, puts into 20 ms. */
const PACKET_BYTES_MAX = 1_275;

/** Of the first byte (RFC 6716 §3.1): 0 for one frame. Where there may be more, the library is asked. */
const FRAME_COUNT = 0b11;
/** By configuration, which is the rest of the byte but one bit: those of 20 ms. */
const IS_20_MS = Uint8Array.from({ length: 32 }, (_, configuration) => {
  const of = configuration % 4;
  const isSilk = configuration < 12;
  const isHybrid = configuration >= 12 && configuration < 16;
  return (isSilk ? of === 1 : isHybrid ? of % 2 === 1 : of === 3) ? 1 : 0;
});

export class LibopusDecoder implements OpusDecoder {
  readonly #opus: NativeOpus;
  readonly #decoder: NativeDecoder;

  /** @throws {Error} where there is no memory for one. */
  constructor(opus: NativeOpus) {
    const decoder = opus.create();
    if (typeof decoder === 'number') throw new Error(`libopus gave no decoder: code ${decoder}`);
    this.#opus = opus;
    this.#decoder = decoder;
  }

  decode(packet: Uint8Array, pcm: Int16Array): boolean {
    const decoded = this.#isOneFrame(packet) && this.#decoded(packet, pcm, false);
    if (!decoded) this.conceal(pcm);
    return decoded;
  }

  recover(next: Uint8Array, pcm: Int16Array): boolean {
    const recovered =
      this.#isOneFrame(next) && this.#opus.hasFec(next) === 1 && this.#decoded(next, pcm, true);
    if (!recovered) this.conceal(pcm);
    return recovered;
  }

  /** libopus is silent by itself where nothing came before. */
  conceal(pcm: Int16Array): void {
    if (!this.#decoded(null, pcm, false)) pcm.fill(0, 0, FRAME_SAMPLES);
  }

  reset(): void {
    this.#opus.reset(this.#decoder);
  }

  #isOneFrame(packet: Uint8Array): boolean {
    if (packet.length > PACKET_BYTES_MAX) return false;
    const [first] = packet;
    if (first !== undefined && (first & FRAME_COUNT) === 0) return IS_20_MS[first >> 3] === 1;
    return this.#opus.frames(packet) === 1 && this.#opus.samples(packet) === FRAME_SAMPLES;
  }

  #decoded(packet: Uint8Array | null, pcm: Int16Array, fec: boolean): boolean {
    const frame = pcm.length === FRAME_SAMPLES ? pcm : pcm.subarray(0, FRAME_SAMPLES);
    return this.#opus.decode(this.#decoder, packet, frame, fec) === FRAME_SAMPLES;
  }
}
