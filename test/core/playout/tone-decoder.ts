/**
 * A decoder whose sound is known beforehand: packet n is 20 ms of one endless tone, so every sample says where in the
 * stream it belongs. Like a real one it goes on from its past: a packet out of turn breaks the tone, the first after a
 * reset begins from nothing, and concealment goes on in the manner of what came before.
 */
import type { OpusDecoder } from '../../../agent/core/playout/opus-decoder.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../../agent/core/vocabulary.ts';

/** Not a whole number of turns in any few frames: a tone that leaps from one frame to another is broken. */
const TONE_HZ = 331.7;
const TONE_PEAK = 8_000;
/** The largest difference between two neighbours in the tone: 2π f / rate × peak. */
export const TONE_STEP_MAX = Math.ceil((2 * Math.PI * TONE_HZ * TONE_PEAK) / SAMPLE_RATE_HZ);

/** CELT, full band, one frame of 20 ms (RFC 6716 §3.1). */
const TOC = 31 << 3;
const BROKEN_MARK = 0xff;

/** What the stream sounds like at sample `sample`. */
export const toneAt = (sample: number): number =>
  Math.round(TONE_PEAK * Math.sin((2 * Math.PI * TONE_HZ * sample) / SAMPLE_RATE_HZ + 1));

export const tonePacket = (frame: number): Uint8Array => {
  const packet = new Uint8Array(6);
  packet[0] = TOC;
  new DataView(packet.buffer).setUint32(2, frame);
  return packet;
};

export const tonePackets = (first: number, count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => tonePacket(first + index));

/** A packet of the right shape that a decoder calls broken. */
export const brokenPacket = (): Uint8Array => Uint8Array.of(TOC, BROKEN_MARK, 0, 0, 0, 0);

/** Silence by the stream's own wish (DTX). */
export const REST_PACKET = new Uint8Array(0);

export class ToneDecoder implements OpusDecoder {
  /** What was asked of it, in order: `reset`, a frame number, `conceal`, `broken`. */
  readonly calls: (number | 'reset' | 'conceal' | 'broken')[] = [];
  /** Frame that would follow without a break; undefined after a reset. */
  #next: number | undefined;

  decode(packet: Uint8Array, pcm: Int16Array): boolean {
    if (packet[1] === BROKEN_MARK) {
      this.calls.push('broken');
      this.#goOn(pcm);
      return false;
    }
    const frame = new DataView(packet.buffer, packet.byteOffset).getUint32(2);
    this.calls.push(frame);
    const isFirst = this.#next === undefined;
    for (let at = 0; at < FRAME_SAMPLES; at++) {
      const attack = isFirst ? Math.min(1, at / 120) : 1;
      pcm[at] = Math.round(toneAt(frame * FRAME_SAMPLES + at) * attack);
    }
    this.#next = frame + 1;
    return true;
  }

  conceal(pcm: Int16Array): void {
    this.calls.push('conceal');
    this.#goOn(pcm);
  }

  reset(): void {
    this.calls.push('reset');
    this.#next = undefined;
  }

  #goOn(pcm: Int16Array): void {
    const frame = this.#next;
    for (let at = 0; at < FRAME_SAMPLES; at++) {
      pcm[at] = frame === undefined ? 0 : toneAt(frame * FRAME_SAMPLES + at);
    }
    if (frame !== undefined) this.#next = frame + 1;
  }
}
