/**
 * The audio bundle of PROTOCOL §3: some frames of one stream under one signature. Every bundle stands alone; frame s
 * plays at `startAt + s × 20 ms`, so no timestamp travels. Big endian:
 *
 *      0  'L'  version=1  flags  frameCount
 *      4  streamId (8)
 *     12  sequence of the first frame (u32)
 *     16  frameCount × { length u16, Opus packet }        length 0 = DTX, silence
 *      …  Ed25519 signature (64) over all before it
 */
import { SIGNATURE_BYTES } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import { FRAME_US } from '../vocabulary.ts';
import { toHex } from './hex.ts';
import { opusPacketShape } from './opus-packet.ts';

export const BUNDLE_VERSION = 1;
const MAGIC = 0x4c;
const HEADER_BYTES = 16;
const LENGTH_BYTES = 2;
const FLAG_LAST = 0x01;
export const STREAM_ID_BYTES = 8;

export interface Bundle {
  /** 16 hexadecimal digits. */
  readonly streamId: string;
  /** Index in the stream of the first frame. */
  readonly sequence: number;
  /** One Opus packet of 20 ms each; an empty one is silence (DTX). */
  readonly packets: readonly Uint8Array[];
  /** The stream ends after these frames. */
  readonly last: boolean;
}

export interface SignedBundle extends Bundle {
  /** The bytes that the signature covers. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads the shape of a bundle; whether its signature is right is the caller's to ask. Views, no copies. */
export const decodeBundle = (bytes: Uint8Array): Decoded<SignedBundle> => {
  if (bytes.length > LIMITS.bundleBytesMax) return refused('bundle.oversized');
  if (bytes.length > 0 && bytes[0] !== MAGIC) return refused('bundle.magic');
  if (bytes.length > 1 && bytes[1] !== BUNDLE_VERSION) return refused('bundle.version');
  if (bytes.length < HEADER_BYTES + SIGNATURE_BYTES) return refused('bundle.truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(2);
  const frameCount = view.getUint8(3);
  if ((flags & ~FLAG_LAST) !== 0) return refused('bundle.flags');
  const last = (flags & FLAG_LAST) !== 0;
  if (frameCount > LIMITS.bundleFramesMax || (frameCount === 0 && !last)) {
    return refused('bundle.frame-count');
  }

  const signedBytes = bytes.length - SIGNATURE_BYTES;
  const packets: Uint8Array[] = [];
  let at = HEADER_BYTES;
  for (let frame = 0; frame < frameCount; frame++) {
    if (at + LENGTH_BYTES > signedBytes) return refused('bundle.truncated');
    const end = at + 2 + view.getUint16(at);
    if (end > signedBytes) return refused('bundle.truncated');
    const packet = bytes.subarray(at + 2, end);
    if (!isPlayable(packet)) return refused('bundle.packet');
    packets.push(packet);
    at = end;
  }
  if (at !== signedBytes) return refused('bundle.trailing');
  return accepted({
    streamId: toHex(bytes.subarray(4, 4 + STREAM_ID_BYTES)),
    sequence: view.getUint32(12),
    packets,
    last,
    signed: bytes.subarray(0, signedBytes),
    signature: bytes.subarray(signedBytes),
  });
};

/** Of a bundle with these packets, its signature included. */
export const bundleBytes = (packets: readonly Uint8Array[]): number =>
  packets.reduce(
    (total, { length }) => total + LENGTH_BYTES + length,
    HEADER_BYTES + SIGNATURE_BYTES,
  );

/** The bytes that are to be signed; append the 64 bytes of the signature to send them. Throws on a bundle out of bounds. */
export const encodeUnsignedBundle = (bundle: Bundle): Uint8Array => {
  const { packets, sequence, last } = bundle;
  if (packets.length > LIMITS.bundleFramesMax || (packets.length === 0 && !last)) {
    throw new RangeError(
      `a bundle holds 1 to ${LIMITS.bundleFramesMax} frames, not ${packets.length}`,
    );
  }
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 0xffff_ffff) {
    throw new RangeError(`a sequence is a whole number of 32 bits, not ${sequence}`);
  }
  const byteCount = bundleBytes(packets) - SIGNATURE_BYTES;
  if (byteCount + SIGNATURE_BYTES > LIMITS.bundleBytesMax) {
    throw new RangeError(`a bundle has at most ${LIMITS.bundleBytesMax} bytes with its signature`);
  }
  const bytes = new Uint8Array(byteCount);
  const view = new DataView(bytes.buffer);
  bytes.set([MAGIC, BUNDLE_VERSION, last ? FLAG_LAST : 0, packets.length]);
  bytes.set(fromHex(bundle.streamId), 4);
  view.setUint32(12, sequence);
  let at = HEADER_BYTES;
  for (const packet of packets) {
    if (!isPlayable(packet)) throw new RangeError('an Opus packet is not one frame of 20 ms');
    view.setUint16(at, packet.length);
    bytes.set(packet, at + 2);
    at += 2 + packet.length;
  }
  return bytes;
};

const isPlayable = (packet: Uint8Array): boolean => {
  if (packet.length === 0) return true;
  if (packet.length > LIMITS.opusPacketBytesMax) return false;
  const shape = opusPacketShape(packet);
  return shape?.frames === 1 && shape.frameUs === FRAME_US;
};

export const isStreamId = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

const fromHex = (text: string): Uint8Array => {
  if (!isStreamId(text)) throw new RangeError('a streamId is 16 hexadecimal digits');
  return Uint8Array.from({ length: STREAM_ID_BYTES }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
};
