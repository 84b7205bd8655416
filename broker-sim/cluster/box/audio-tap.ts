/**
 * Listens in on the audio of one area as a box would, and keeps the packets of one stream: what was really sent, whoever
 * says what. It verifies every bundle and decodes no sound.
 */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { decodeBundle } from '../../../agent/core/wire/bundle.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';

/** About 4 hours 30 minutes of speech at 32 kb/s. What comes after is not kept, and `isWhole` says so. */
const KEPT_BYTES_MAX = 64 * 1_048_576;

export class AudioTap {
  readonly #packets: (Uint8Array | undefined)[] = [];
  #streamId: string | undefined;
  #streamKey: KeyObject | undefined;
  #keptBytes = 0;
  #endFrame: number | undefined;
  #bundles = 0;

  /** From here on it keeps what belongs to this announcement. */
  expect({ streamId, streamKey }: Pick<Announcement, 'streamId' | 'streamKey'>): void {
    this.#streamId = streamId;
    this.#streamKey = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(streamKey) },
    });
  }

  hear(payload: Uint8Array): void {
    const decoded = decodeBundle(payload);
    if (!decoded.ok || this.#streamKey === undefined) return;
    const { streamId, sequence, packets, last, signed, signature } = decoded.value;
    if (streamId !== this.#streamId || !verify(null, signed, this.#streamKey, signature)) return;
    this.#bundles += 1;
    if (last) this.#endFrame = sequence + packets.length;
    for (const [index, packet] of packets.entries()) this.#keep(sequence + index, packet);
  }

  /** Packets by frame; undefined where none came. An empty one is silence that was sent as such (DTX). */
  get packets(): readonly (Uint8Array | undefined)[] {
    return this.#packets;
  }

  /** Length of the stream, once its last bundle has come. */
  get endFrame(): number | undefined {
    return this.#endFrame;
  }

  get bundles(): number {
    return this.#bundles;
  }

  #keep(frame: number, packet: Uint8Array): void {
    if (this.#packets[frame] !== undefined) return;
    if (this.#keptBytes + packet.length > KEPT_BYTES_MAX) return;
    this.#keptBytes += packet.length;
    // A copy: the payload is a view into what the socket read. (`slice` of a Buffer would be another view.)
    this.#packets[frame] = Uint8Array.from(packet);
  }
}
