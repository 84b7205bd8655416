/**
 * A codec of the virtual village: a packet holds the number of its stream and of its frame, and decodes to the signal of
 * that frame. Like a real decoder it goes on from what it played before, conceals in the manner of that, and knows only
 * what it was given since the last reset.
 */
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { FrameLibrary } from './frame-library.ts';
import { mendFrame, writeConcealed } from './signal.ts';

/** SILK, narrow band, 20 ms, mono, one frame (RFC 6716 §3.1). */
const TOC = 0x08;
const SOUND = 0x53;
const BROKEN = 0x42;
const PACKET_BYTES = 9;

/** `isBroken`: whole on the wire, nonsense to the decoder. */
export const encodePacket = (stream: number, frame: number, isBroken = false): Uint8Array => {
  const packet = new Uint8Array(PACKET_BYTES);
  const view = new DataView(packet.buffer);
  packet[0] = TOC;
  packet[1] = isBroken ? BROKEN : SOUND;
  view.setUint16(2, stream);
  view.setUint32(4, frame);
  return packet;
};

export class FakeOpusDecoder implements OpusDecoder {
  readonly #library: FrameLibrary;
  /** The sample on which the last frame ended. */
  #last = 0;
  #hasConcealed = false;

  constructor(library: FrameLibrary) {
    this.#library = library;
  }

  decode(packet: Uint8Array, pcm: Int16Array): boolean {
    if (packet.length !== PACKET_BYTES || packet[0] !== TOC || packet[1] !== SOUND) {
      this.conceal(pcm);
      return false;
    }
    const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
    pcm.set(this.#library.frame(view.getUint16(2), view.getUint32(4)));
    if (this.#hasConcealed) mendFrame(this.#last, pcm);
    this.#hasConcealed = false;
    this.#last = pcm[FRAME_SAMPLES - 1] ?? 0;
    return true;
  }

  conceal(pcm: Int16Array): void {
    writeConcealed(this.#last, pcm);
    this.#hasConcealed = true;
  }

  reset(): void {
    this.#last = 0;
    this.#hasConcealed = false;
  }
}
