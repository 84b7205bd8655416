/**
 * Cuts Opus packets out of a stream of Ogg bytes (RFC 7845), without decoding them. Takes chunks of any size; outside
 * data never throws through. Knows no file and no process.
 */
import CodecParser, { type OggPage, type OpusHeader } from 'codec-parser';
import { opusPacketShape } from '../../../agent/core/wire/opus-packet.ts';
import { FRAME_US } from '../../../agent/core/vocabulary.ts';

/** Ogg bytes in which no packet ends. Cover art in a tag is one packet of a few MB; more than this is not sound. */
const BYTES_WITHOUT_PACKET_MAX = 16 * 1024 * 1024;

/** Why the packets of a stream cannot travel as they are. */
export type Misfit = 'not-opus' | 'frame-duration' | 'surround' | 'output-gain' | 'broken';

export class OggOpusReader {
  readonly #parser = new CodecParser<OggPage>('application/ogg', { enableFrameCRC32: false });
  #misfit: Misfit | undefined;
  #sawLastPage = false;
  #packets = 0;
  #bytesWithoutPacket = 0;
  #flushing = false;

  /** The first thing that is wrong with the stream. Packets that do not fit are not given out. */
  get misfit(): Misfit | undefined {
    return this.#misfit;
  }

  /** Whether the stream was closed by its own last page: false at the end of the bytes means cut short. */
  get sawLastPage(): boolean {
    return this.#sawLastPage;
  }

  /** Packets of one 20 ms frame so far. */
  get packets(): number {
    return this.#packets;
  }

  /** The packets that `bytes` complete. */
  push(bytes: Uint8Array): Uint8Array[] {
    this.#bytesWithoutPacket += bytes.length;
    const packets = this.#collect(this.#parser.parseChunk(bytes) as Generator<OggPage>);
    if (packets.length > 0) this.#bytesWithoutPacket = 0;
    if (this.#bytesWithoutPacket > BYTES_WITHOUT_PACKET_MAX) this.#misfit ??= 'broken';
    return packets;
  }

  /** The packets of a last page that nothing followed; none of a page that is cut. Nothing may be pushed after it. */
  flush(): Uint8Array[] {
    this.#flushing = true;
    const packets = this.#collect(this.#parser.flush() as Generator<OggPage>);
    if (this.#packets === 0) this.#misfit ??= 'not-opus';
    return packets;
  }

  /** The package's typings say Iterator; its code and its documentation say generator. */
  #collect(pages: Iterable<OggPage>): Uint8Array[] {
    const packets: Uint8Array[] = [];
    if (this.#misfit === 'broken') return packets;
    try {
      for (const page of pages) this.#readPage(page, packets);
    } catch {
      // The parser throws on pages whose content is not what their header says: at the end that is a page that was cut.
      if (this.#flushing) this.#sawLastPage = false;
      else this.#misfit = 'broken';
    }
    return packets;
  }

  #readPage(page: OggPage, packets: Uint8Array[]): void {
    this.#sawLastPage = page.isLastPage && isWhole(page.rawData);
    if (!isWhole(page.rawData)) return;
    for (const frame of page.codecFrames) {
      if (isTag(frame.data)) continue;
      const misfit = misfitOf(frame.data, frame.header);
      if (misfit === undefined) {
        packets.push(frame.data);
        this.#packets++;
      } else {
        this.#misfit ??= misfit;
      }
    }
  }
}

/** Header of 27 bytes, a table of segment lengths, and as many bytes as the table says (RFC 3533 §6). */
const isWhole = (page: Uint8Array): boolean => {
  const segments = page[26] ?? 0;
  const contentBytes = page.subarray(27, 27 + segments).reduce((sum, length) => sum + length, 0);
  return page.length === 27 + segments + contentBytes;
};

/** The parser takes the tail of an OpusTags packet of several pages for sound (RFC 7845 §5.2). */
const isTag = (packet: Uint8Array): boolean =>
  packet.length >= 8 && Buffer.from(packet.buffer, packet.byteOffset, 8).equals(OPUS_TAGS);
const OPUS_TAGS = Buffer.from('OpusTags');

const misfitOf = (packet: Uint8Array, header: object): Misfit | undefined => {
  if (!isOpusHeader(header)) return 'not-opus';
  if (header.channelMappingFamily !== 0) return 'surround';
  if (header.outputGain !== 0) return 'output-gain';
  const shape = opusPacketShape(packet);
  return shape?.frames === 1 && shape.frameUs === FRAME_US ? undefined : 'frame-duration';
};

const isOpusHeader = (header: object): header is OpusHeader => 'preSkip' in header;
