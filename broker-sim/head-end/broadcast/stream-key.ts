/** The key made for one announcement: it signs the bundles of its stream and is forgotten with it (PROTOCOL §3). */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { STREAM_ID_BYTES, encodeUnsignedBundle } from '../../../agent/core/wire/bundle.ts';
import { decodeBase64url } from '../../../agent/core/wire/base64url.ts';
import type { DueBundle } from '../pacing/pacing.ts';

export class StreamKey {
  /** 16 hexadecimal digits. */
  readonly streamId = randomBytes(STREAM_ID_BYTES).toString('hex');
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly #privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = decodeBase64url(publicKey.export({ format: 'jwk' }).x ?? '');
    if (raw === undefined) throw new TypeError('an Ed25519 key has an x');
    this.publicKey = raw;
    this.#privateKey = privateKey;
  }

  /** The bundle as it travels. */
  seal(bundle: DueBundle): Buffer {
    const bytes = encodeUnsignedBundle({ streamId: this.streamId, ...bundle });
    return Buffer.concat([bytes, sign(null, bytes, this.#privateKey)]);
  }
}
