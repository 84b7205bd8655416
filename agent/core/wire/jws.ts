/**
 * Compact JWS (RFC 7515 §3.1) with EdDSA (RFC 8037) and nothing else: taken apart, not verified. The header must name
 * `EdDSA` and a key id, and no critical extension, so there is no algorithm to confuse.
 */
import { SIGNATURE_BYTES } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import { decodeBase64url } from './base64url.ts';
import { parseJsonObject } from './json.ts';

export interface Jws {
  /** The issuer that the header says signed it. */
  readonly keyId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The bytes that the signature covers. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

export const decodeJws = (bytes: Uint8Array): Decoded<Jws> => {
  if (bytes.length > LIMITS.controlBytesMax) return refused('control.oversized');
  const text = asciiText(bytes);
  const [header64, payload64, signature64, ...rest] = text?.split('.') ?? [];
  if (header64 === undefined || payload64 === undefined || signature64 === undefined) {
    return refused('control.not-jws');
  }
  const headerBytes = decodeBase64url(header64);
  const payloadBytes = decodeBase64url(payload64);
  const signature = decodeBase64url(signature64);
  if (!headerBytes || !payloadBytes || !signature || rest.length > 0) {
    return refused('control.not-jws');
  }
  const header = parseJsonObject(headerBytes);
  if (!header) return refused('control.not-jws');
  if (header['alg'] !== 'EdDSA' || 'crit' in header) return refused('control.algorithm');
  const keyId = header['kid'];
  if (typeof keyId !== 'string') return refused('control.not-jws', 'kid');
  if (signature.length !== SIGNATURE_BYTES) return refused('trust.signature');
  const payload = parseJsonObject(payloadBytes);
  if (!payload) return refused('control.not-json');
  const signed = bytes.subarray(0, header64.length + 1 + payload64.length);
  return accepted({ keyId, payload, signed, signature });
};

const asciiText = (bytes: Uint8Array): string | undefined => {
  let text = '';
  for (const byte of bytes) {
    if (byte > 0x7e) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
};
