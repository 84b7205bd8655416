/** Ed25519 (RFC 8032) as the core needs it: a pure function that the shell supplies. */
export interface Ed25519 {
  /** `publicKey` has 32 bytes, `signature` 64. Never throws: a malformed key verifies nothing. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
