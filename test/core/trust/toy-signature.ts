/** A signature that anybody could forge, as a pure function, for tests in which only right and wrong matter. */
import type { Ed25519 } from '../../../agent/core/ed25519.ts';
import { SIGNATURE_BYTES } from '../../../agent/core/ed25519.ts';

/** FNV-1a, 32 bit, over key and message. */
const digest = (key: Uint8Array, message: Uint8Array): number => {
  let hash = 0x811c9dc5;
  for (const bytes of [key, message]) {
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
};

export const toySignature = (key: Uint8Array, message: Uint8Array): Uint8Array => {
  const hash = digest(key, message);
  return Uint8Array.from({ length: SIGNATURE_BYTES }, (_, at) => (hash >>> (8 * (at % 4))) & 0xff);
};

export const toyEd25519: Ed25519 = {
  verify: (publicKey, message, signature) =>
    signature.length === SIGNATURE_BYTES &&
    toySignature(publicKey, message).every((byte, at) => byte === signature[at]),
};
