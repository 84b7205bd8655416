/** The payload of a control message (PROTOCOL §2): announce, renew, stop. Unknown fields are ignored, known ones are checked. */
import { PUBLIC_KEY_BYTES } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import {
  BULLETIN_CLASSES,
  FRAME_US,
  SAMPLE_RATE_HZ,
  US_PER_MS,
  US_PER_S,
  utcUs,
  type BulletinClass,
  type UtcUs,
} from '../vocabulary.ts';
import { encodeBase64url } from './base64url.ts';
import { isStreamId } from './bundle.ts';
import { fieldsOf } from './fields.ts';
import { isIssuerId } from './trust/mandate.ts';
import { isArea } from './topic.ts';
import { isUlid } from './ulid.ts';

export const ANNOUNCEMENT_KINDS = ['live', 'programme', 'test'] as const;
export type AnnouncementKind = (typeof ANNOUNCEMENT_KINDS)[number];

interface Envelope {
  /** ULID of the announcement. */
  readonly id: string;
  readonly issuer: string;
  readonly area: string;
  /** Rises per issuer, for ever. */
  readonly sequence: number;
  readonly issuedAt: UtcUs;
  readonly expiresAt: UtcUs;
}

/** An announcement that begins (`announce`) or goes on (`renew`, which repeats the whole). */
export interface Announcement extends Envelope {
  readonly type: 'announce' | 'renew';
  readonly class: BulletinClass;
  readonly kind: AnnouncementKind;
  /** 16 hexadecimal digits, as in each bundle. */
  readonly streamId: string;
  /** Ed25519 public key made for this announcement; each bundle is signed by it. */
  readonly streamKey: Uint8Array;
  /** When frame 0 leaves the horn. */
  readonly startAt: UtcUs;
  readonly leaseUs: number;
  readonly title: string;
  readonly gainDb: number;
}

export interface Stop extends Envelope {
  readonly type: 'stop';
}

export type ControlMessage = Announcement | Stop;

/** Reads the payload of a JWS. A missing or wrong field is named in `detail`. */
export const decodeControlMessage = (
  json: Readonly<Record<string, unknown>>,
): Decoded<ControlMessage> => {
  const field = fieldsOf(json, 'control.field');
  const type = field.oneOf('type', ['announce', 'renew', 'stop'] as const);
  const envelope = {
    id: field.text('id', isUlid),
    issuer: field.text('issuer', isIssuerId),
    area: field.text('area', isArea),
    sequence: field.integer('sequence', 0, Number.MAX_SAFE_INTEGER),
    issuedAt: utcUs(field.integer('issuedAt', 0, Number.MAX_SAFE_INTEGER)),
    expiresAt: utcUs(field.integer('expiresAt', 0, Number.MAX_SAFE_INTEGER)),
  };
  if (type === 'stop') return field.missing ?? accepted({ type, ...envelope });

  const announcement: Announcement = {
    type,
    ...envelope,
    class: field.oneOf('class', BULLETIN_CLASSES),
    kind: field.oneOf('kind', ANNOUNCEMENT_KINDS),
    streamId: field.text('streamId', isStreamId),
    streamKey: field.bytes('streamKey', PUBLIC_KEY_BYTES),
    startAt: utcUs(field.integer('startAt', 0, Number.MAX_SAFE_INTEGER)),
    // Whole microseconds: 2.000011 × 1e6 is not 2000011, and a renewal must say what the announcement said.
    leaseUs: Math.round(
      field.number('leaseS', LIMITS.leaseUsMin / US_PER_S, LIMITS.leaseUsMax / US_PER_S) * US_PER_S,
    ),
    title: field.text('title', () => true),
    gainDb: json['gainDb'] === undefined ? 0 : field.number('gainDb', -60, 20),
  };
  if (field.missing) return field.missing;
  return isPlayableCodec(json['codec']) ? accepted(announcement) : refused('control.codec');
};

/** The payload as it travels. */
export const encodeControlMessage = (message: ControlMessage): Record<string, unknown> => {
  if (message.type === 'stop') return { ...message };
  const { leaseUs, streamKey, ...rest } = message;
  return {
    ...rest,
    codec: CODEC,
    leaseS: leaseUs / US_PER_S,
    streamKey: encodeBase64url(streamKey),
  };
};

const CODEC = {
  name: 'opus',
  rateHz: SAMPLE_RATE_HZ,
  channels: 1,
  frameMs: FRAME_US / US_PER_MS,
} as const;

const isPlayableCodec = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(CODEC).every(
    ([key, wanted]) => (value as Record<string, unknown>)[key] === wanted,
  );
