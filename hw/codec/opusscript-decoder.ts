/**
 * The core's Opus decoder by opusscript, which is libopus compiled to WebAssembly. Owns what opusscript needs special
 * care for; knows nothing of streams, of time or of why a packet is missing.
 *
 * opusscript 0.1.1 hands libopus an output address that is twice the one it allocated, so the memory it writes to belongs to
 * nobody, or to a second instance. Hence one instance a process, kept for ever (docs/decisions/0004).
 */
import { endianness } from 'node:os';
import OpusScript from 'opusscript';
import type { OpusDecoder } from '../../agent/core/playout/opus-decoder.ts';

const SAMPLE_RATE_HZ = 48_000;
const FRAME_SAMPLES = 960;
const FRAME_BYTES = FRAME_SAMPLES * 2;
/** What 510 kbit/s, the most that RFC 6716 §2.1.1 knows, puts into 20 ms. */
const PACKET_BYTES_MAX = 1_275;
/** `OPUS_RESET_STATE` of opus_defines.h. */
const OPUS_RESET_STATE = 4_028;
/** The two lowest bits of a TOC byte say how many frames follow (RFC 6716 §3.2): none set is one, all set is a count. */
const TOC_CODE = 0x03;
const COUNT = 0x3f;

/** WebAssembly is little-endian wherever it runs. */
const IS_BIG_ENDIAN = endianness() === 'BE';

let decodersMade = 0;

export class OpusscriptDecoder implements OpusDecoder {
  readonly #opus: OpusScript;
  /** The TOC byte of the last good packet, as of one frame. A packet of this byte alone makes libopus conceal one frame. None before the first good packet. */
  readonly #concealment = Buffer.alloc(1);
  #hasPast = false;

  /** @throws {Error} for a second one in the same process: our own bug. */
  constructor() {
    decodersMade += 1;
    if (decodersMade > 1) throw new Error('opusscript bears one decoder a process; reset that one');
    this.#opus = new OpusScript(SAMPLE_RATE_HZ, 1, OpusScript.Application.AUDIO);
  }

  decode(packet: Uint8Array, pcm: Int16Array): boolean {
    const toc = packet[0];
    if (toc !== undefined && isOneFrame(packet) && packet.length <= PACKET_BYTES_MAX) {
      const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.length);
      if (this.#decoded(bytes, pcm)) {
        this.#concealment[0] = toc & ~TOC_CODE;
        this.#hasPast = true;
        return true;
      }
    }
    this.conceal(pcm);
    return false;
  }

  conceal(pcm: Int16Array): void {
    if (!this.#hasPast || !this.#decoded(this.#concealment, pcm)) pcm.fill(0, 0, FRAME_SAMPLES);
  }

  reset(): void {
    this.#opus.decoderCTL(OPUS_RESET_STATE, 0);
    this.#hasPast = false;
  }

  #decoded(bytes: Buffer, pcm: Int16Array): boolean {
    let frame: Buffer;
    try {
      frame = this.#opus.decode(bytes);
    } catch {
      // libopus refused the packet (OPUS_INVALID_PACKET): the caller is told by the answer.
      return false;
    }
    if (frame.length !== FRAME_BYTES) return false;
    // As bytes: nothing promises that those of the answer lie on an even address.
    const bytesOfPcm = Buffer.from(pcm.buffer, pcm.byteOffset, FRAME_BYTES);
    frame.copy(bytesOfPcm);
    if (IS_BIG_ENDIAN) bytesOfPcm.swap16();
    return true;
  }
}

const isOneFrame = (packet: Uint8Array): boolean => {
  const [toc = 0, count = 0] = packet;
  const code = toc & TOC_CODE;
  return code === 0 || (code === TOC_CODE && (count & COUNT) === 1);
};
