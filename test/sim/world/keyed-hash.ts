/**
 * Stands for Ed25519: a hash of the message under the key. Whoever knows the public key could forge it, which nobody in
 * the village does; it tells any other key and any changed byte, and costs a thousandth of a real verification.
 */
import { SIGNATURE_BYTES, type Ed25519 } from '../../../agent/core/ed25519.ts';

export const sign = (key: Uint8Array, message: Uint8Array): Uint8Array => {
  const signature = new Uint8Array(SIGNATURE_BYTES);
  const view = new DataView(signature.buffer);
  const { low, high } = digest(key, message);
  view.setInt32(0, low);
  view.setInt32(4, high);
  return signature;
};

export const KEYED_HASH: Ed25519 = {
  verify: (publicKey, message, signature) => {
    if (signature.length !== SIGNATURE_BYTES) return false;
    const { low, high } = digest(publicKey, message);
    const view = new DataView(signature.buffer, signature.byteOffset, signature.byteLength);
    const isRest = signature.subarray(8).every((byte) => byte === 0);
    return isRest && view.getInt32(0) === low && view.getInt32(4) === high;
  },
};

/** Two lanes of FNV-1a with different multipliers. */
const digest = (key: Uint8Array, message: Uint8Array): { low: number; high: number } => {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (const part of [key, message]) {
    for (const byte of part) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x5bd1e995) ^ (high >>> 13);
    }
  }
  return { low, high };
};
