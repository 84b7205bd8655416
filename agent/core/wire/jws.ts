/**
 * Compact JWS (RFC 7515 §3.1) with EdDSA (RFC 8037) and nothing else: taken apart, not verified. The header says what kind
 * of statement it is (`typ`, RFC 8725 §3.11), by which key it is signed (`kid` is the public key itself), and may bring the
 * mandates that lead there (`chain`). It has no other member, so there is no algorithm and no key to confuse.
 */
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import { decodeBase64url } from './base64url.ts';
import { parseJsonObject } from './json.ts';

/** What a signature is for. A statement of one kind is never taken for one of another. */
export const JWS_TYPES = {
  control: 'loa-control',
  mandate: 'loa-mandate',
  revocations: 'loa-revocations',
  root: 'loa-root',
  command: 'loa-command',
  desired: 'loa-desired',
  ack: 'loa-ack',
} as const;
export type JwsKind = keyof typeof JWS_TYPES;

export interface Jws {
  readonly kind: JwsKind;
  /** The public key, in base64url, by which the header says that it is signed. Nobody is to be believed for saying so. */
  readonly keyId: string;
  /** Compact mandates, the one nearest the root first; undefined where none came with it. */
  readonly chain: readonly string[] | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The bytes that the signature covers. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

const HEADER_MEMBERS: ReadonlySet<string> = new Set(['alg', 'typ', 'kid', 'chain']);

/** Reads a JWS of one of the `kinds`, as it came over the air. */
export const decodeJws = (bytes: Uint8Array, ...kinds: readonly JwsKind[]): Decoded<Jws> => {
  if (bytes.length > LIMITS.controlBytesMax) return refused('control.oversized');
  return decodeJwsText(latin1Text(bytes), ...kinds);
};

/** Reads a JWS of one of the `kinds` that came within something else. */
export const decodeJwsText = (text: string, ...kinds: readonly JwsKind[]): Decoded<Jws> => {
  if (text.length > LIMITS.controlBytesMax) return refused('control.oversized');
  const [header64, payload64, signature64, ...rest] = text.split('.');
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
  const stray = Object.keys(header).find((name) => !HEADER_MEMBERS.has(name));
  if (stray !== undefined) return refused('control.header', stray.slice(0, 40));
  const kind = kinds.find((one) => JWS_TYPES[one] === header['typ']);
  if (kind === undefined) return refused('control.type');
  const keyId = header['kid'];
  if (!isKeyId(keyId)) return refused('control.not-jws', 'kid');
  const chain = header['chain'];
  if (chain !== undefined && !isTexts(chain)) return refused('control.not-jws', 'chain');
  if (signature.length !== SIGNATURE_BYTES) return refused('trust.signature');
  const payload = parseJsonObject(payloadBytes);
  if (!payload) return refused('control.not-json');
  const signed = asciiBytes(text, header64.length + 1 + payload64.length);
  return accepted({ kind, keyId, chain, payload, signed, signature });
};

/** Whether it is a public key in the one spelling that it has. */
export const isKeyId = (value: unknown): value is string =>
  typeof value === 'string' && decodeBase64url(value)?.length === PUBLIC_KEY_BYTES;

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** A byte a character; those beyond ASCII are no base64url. */
const latin1Text = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

const asciiBytes = (text: string, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
};
