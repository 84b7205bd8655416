/**
 * Walks over the framing of an MQTT byte stream (3.1.1 §2.2: one byte, a length of one to four bytes, that many bytes)
 * and says when a packet announces more than its bound. It looks inside no packet and keeps none.
 */

export type MeterVerdict = 'fits' | 'oversized' | 'malformed';

const LENGTH_BYTES_MAX = 4;

export class PacketLengthMeter {
  readonly #bytesMax: number;
  #bodyBytesLeft = 0;
  /** -1: the next byte is the first of a packet. Otherwise how many bytes of the length have been read. */
  #lengthBytes = -1;
  #length = 0;

  /** `bytesMax`: longest packet let through, without its fixed header. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Answers as soon as a length is known, before the packet itself has come. After anything but `fits` it is spent. */
  accept(chunk: Uint8Array): MeterVerdict {
    let at = 0;
    while (at < chunk.length) {
      if (this.#bodyBytesLeft > 0) {
        const skipped = Math.min(this.#bodyBytesLeft, chunk.length - at);
        this.#bodyBytesLeft -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (this.#lengthBytes < 0) {
        this.#lengthBytes = 0;
        this.#length = 0;
        continue;
      }
      this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
      this.#lengthBytes += 1;
      if (this.#length > this.#bytesMax) return 'oversized';
      if ((byte & 0x80) === 0) {
        this.#bodyBytesLeft = this.#length;
        this.#lengthBytes = -1;
      } else if (this.#lengthBytes === LENGTH_BYTES_MAX) {
        return 'malformed';
      }
    }
    return 'fits';
  }
}
