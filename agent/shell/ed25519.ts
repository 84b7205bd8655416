/** Ed25519 by node:crypto. Keeps the last few keys parsed, because every bundle of a stream has the same one. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES, type Ed25519 } from '../core/ed25519.ts';
import { LIMITS } from '../core/limits.ts';

/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEYS_KEPT_MAX = LIMITS.announcementsMax + 2;

export class NodeEd25519 implements Ed25519 {
  /** In order of last use; the oldest is dropped. */
  readonly #keys = new Map<string, KeyObject>();
  /** The last key by the very bytes it was given as, which nobody writes to: an announcement keeps its own for all its bundles. */
  #latest: { readonly bytes: Uint8Array; readonly key: KeyObject } | undefined;

  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== SIGNATURE_BYTES) return false;
    const key = this.#latest?.bytes === publicKey ? this.#latest.key : this.#keyOf(publicKey);
    return key !== undefined && verify(null, message, key, signature);
  }

  #keyOf(publicKey: Uint8Array): KeyObject | undefined {
    if (publicKey.length !== PUBLIC_KEY_BYTES) return undefined;
    const name = Buffer.from(publicKey).toString('base64');
    const key = this.#keys.get(name) ?? parse(publicKey);
    if (key === undefined) return undefined;
    this.#keys.delete(name);
    this.#keys.set(name, key);
    this.#latest = { bytes: publicKey, key };
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > KEYS_KEPT_MAX && oldest !== undefined) this.#keys.delete(oldest);
    return key;
  }
}

const parse = (publicKey: Uint8Array): KeyObject | undefined => {
  try {
    return createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    });
  } catch {
    // Not a key that OpenSSL takes: it verifies nothing.
    return undefined;
  }
};
