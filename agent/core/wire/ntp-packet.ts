/**
 * The 48 bytes of an NTP packet (RFC 5905 §7.3) in client and server mode, and what makes an answer one that may be used.
 * It keeps no time and knows no network. Big endian:
 *
 *      0  leap (2 bits) version (3) mode (3)  stratum  poll  precision
 *      4  root delay, root dispersion: seconds as 16.16 bits
 *     12  reference id (four letters of a kiss, where the stratum is 0)
 *     16  reference, origin, receive, transmit timestamp: seconds since 1900 as 32.32 bits, modulo an era of 136 years
 */
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import { US_PER_S, utcUs, type UtcUs } from '../vocabulary.ts';

export const NTP_PORT = 123;
export const NTP_PACKET_BYTES = 48;

const VERSION = 4;
/** A server that answers in version 3 means the same by all the fields that are read here. */
const VERSION_LEAST = 3;
const MODE_CLIENT = 3;
const MODE_SERVER = 4;
const LEAP_UNSYNCHRONISED = 3;
const STRATUM_UNSYNCHRONISED = 16;
const PRECISION_HIDDEN = 0x20;
const REFERENCE_AT = 12;
/** 127.127.x.x, and "LOCL" (RFC 5905 §7.3). */
const OWN_CLOCK = 0x7f7f;
const LOCL = 0x4c_4f_43_4c;
const ORIGIN_AT = 24;
const RECEIVE_AT = 32;
const TRANSMIT_AT = 40;
/** Seconds from 1900 to 1970, and in an era. */
const UNIX_S = 2_208_988_800;
const ERA_S = 2 ** 32;
/** 2026-01-01: no server that is right says less, so every timestamp lies in the 136 years from here on. */
const PIVOT_S = 1_767_225_600;
/** What is further ahead is a server that has lost its date, read as of the next era. */
const AHEAD_S_MAX = 68 * 31_556_952;

/** What a server says about one question. */
export interface NtpAnswer {
  /** When the question came to the server, and when the answer left it. */
  readonly receivedAt: UtcUs;
  readonly sentAt: UtcUs;
  /** How far the server itself may be from UTC: half its root delay, and its root dispersion (RFC 5905 §11.2). */
  readonly rootErrorUs: number;
  /** It says that it goes by its own clock, and so by nobody's. Its word on how far it may be off is worth nothing then. */
  readonly isFreeRunning: boolean;
}

/** The transmit timestamp of the question that this answers, as it went out; undefined where it is no packet at all. */
export const originOf = (bytes: Uint8Array): bigint | undefined =>
  bytes.length === NTP_PACKET_BYTES ? viewOf(bytes).getBigUint64(ORIGIN_AT) : undefined;

/**
 * A question. Its transmit timestamp is a number that only the server can repeat, not the time: whoever does not see the
 * question cannot forge an answer, and nobody learns the box's clock (draft-ietf-ntp-data-minimization).
 */
export const encodeNtpQuestion = (nonce: bigint): Uint8Array => {
  const bytes = new Uint8Array(NTP_PACKET_BYTES);
  const view = viewOf(bytes);
  view.setUint8(0, (VERSION << 3) | MODE_CLIENT);
  view.setUint8(3, PRECISION_HIDDEN);
  view.setBigUint64(TRANSMIT_AT, nonce);
  return bytes;
};

/** `isOurs` says whether a question with this transmit timestamp is waiting; it is asked before anything is believed. */
export const decodeNtpAnswer = (
  bytes: Uint8Array,
  isOurs: (nonce: bigint) => boolean,
): Decoded<NtpAnswer> => {
  if (bytes.length !== NTP_PACKET_BYTES) return refused('time.length');
  const view = viewOf(bytes);
  const first = view.getUint8(0);
  const version = (first >> 3) & 7;
  if (version < VERSION_LEAST || version > VERSION) return refused('time.version');
  if ((first & 7) !== MODE_SERVER) return refused('time.mode');
  if (!isOurs(view.getBigUint64(ORIGIN_AT))) return refused('time.origin');

  const stratum = view.getUint8(1);
  // A server that has just begun says stratum 0 without a word; only one with a word is a kiss.
  if (stratum === 0 && view.getUint32(REFERENCE_AT) !== 0)
    return refusedKiss(bytes.subarray(REFERENCE_AT, REFERENCE_AT + 4));
  if (first >> 6 === LEAP_UNSYNCHRONISED) return refused('time.unsynchronised');
  if (stratum === 0 || stratum >= STRATUM_UNSYNCHRONISED) return refused('time.stratum');
  if (view.getBigUint64(RECEIVE_AT) === 0n || view.getBigUint64(TRANSMIT_AT) === 0n) {
    return refused('time.timestamp');
  }
  const receivedAt = readTimestamp(view, RECEIVE_AT);
  const sentAt = readTimestamp(view, TRANSMIT_AT);
  if (receivedAt === undefined || sentAt === undefined) return refused('time.date');
  if (sentAt < receivedAt) return refused('time.order');
  const rootErrorUs = readShort(view, 4) / 2 + readShort(view, 8);
  if (rootErrorUs > LIMITS.timeRootErrorUsMax) return refused('time.root');
  return accepted({ receivedAt, sentAt, rootErrorUs, isFreeRunning: isOwnClock(view) });
};

/** RFC 5905 §7.4: a server that wants to be asked less, or not at all. Other letters are for people. */
const refusedKiss = (letters: Uint8Array): Decoded<never> => {
  const kiss = String.fromCharCode(...letters);
  if (kiss === 'RATE') return refused('time.kiss-rate');
  if (kiss === 'DENY' || kiss === 'RSTR') return refused('time.kiss-deny', kiss);
  return refused('time.kiss', kiss.replace(/[^A-Z]/g, '?'));
};

/** What a server reads of a question; undefined where it is none. */
export const decodeNtpQuestion = (
  bytes: Uint8Array,
): { readonly version: number; readonly nonce: bigint } | undefined => {
  if (bytes.length < NTP_PACKET_BYTES) return undefined;
  const view = viewOf(bytes);
  const first = view.getUint8(0);
  const version = (first >> 3) & 7;
  if ((first & 7) !== MODE_CLIENT || version < VERSION_LEAST || version > VERSION) return undefined;
  return { version, nonce: view.getBigUint64(TRANSMIT_AT) };
};

export interface NtpServing extends Omit<NtpAnswer, 'isFreeRunning'> {
  readonly leap: 0 | 1 | 2 | 3;
  readonly stratum: number;
  /** Four letters. */
  readonly referenceId: string;
  /** Resolution of its clock, in powers of two seconds. */
  readonly precision: number;
}

export const encodeNtpAnswer = (
  question: { readonly version: number; readonly nonce: bigint },
  serving: NtpServing,
): Uint8Array => {
  const bytes = new Uint8Array(NTP_PACKET_BYTES);
  const view = viewOf(bytes);
  view.setUint8(0, (serving.leap << 6) | (question.version << 3) | MODE_SERVER);
  view.setUint8(1, serving.stratum);
  view.setInt8(3, serving.precision);
  view.setUint32(8, Math.ceil((serving.rootErrorUs * 65_536) / US_PER_S));
  for (let index = 0; index < 4; index++) {
    view.setUint8(REFERENCE_AT + index, serving.referenceId.charCodeAt(index));
  }
  writeTimestamp(view, 16, serving.receivedAt);
  view.setBigUint64(ORIGIN_AT, question.nonce);
  writeTimestamp(view, RECEIVE_AT, serving.receivedAt);
  writeTimestamp(view, TRANSMIT_AT, serving.sentAt);
  return bytes;
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The pseudo address of ntpd's driver for the local clock, which chrony's `local` gives too; at stratum 1 the driver's name. */
const isOwnClock = (view: DataView): boolean =>
  view.getUint16(REFERENCE_AT) === OWN_CLOCK ||
  (view.getUint8(1) === 1 && view.getUint32(REFERENCE_AT) === LOCL);

const readShort = (view: DataView, at: number): number => (view.getUint32(at) * US_PER_S) / 65_536;

/** To a quarter of a microsecond, which is what a double holds of this century. Undefined beyond what can be meant. */
const readTimestamp = (view: DataView, at: number): UtcUs | undefined => {
  const inEraS = view.getUint32(at) - UNIX_S;
  const seconds = inEraS + ERA_S * Math.ceil((PIVOT_S - inEraS) / ERA_S);
  if (seconds > PIVOT_S + AHEAD_S_MAX) return undefined;
  return utcUs(seconds * US_PER_S + (view.getUint32(at + 4) * US_PER_S) / ERA_S);
};

const writeTimestamp = (view: DataView, at: number, when: UtcUs): void => {
  const seconds = Math.floor(when / US_PER_S);
  view.setUint32(at, (seconds + UNIX_S) % ERA_S);
  view.setUint32(at + 4, Math.floor(((when - seconds * US_PER_S) * ERA_S) / US_PER_S));
};
