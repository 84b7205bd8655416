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
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import { isStreamId } from './bundle.ts';
import { isArea } from './topic.ts';

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

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Reads the payload of a JWS. A missing or wrong field is named in `detail`. */
export const decodeControlMessage = (
  json: Readonly<Record<string, unknown>>,
): Decoded<ControlMessage> => {
  const field = fieldsOf(json);
  const type = field.oneOf('type', ['announce', 'renew', 'stop'] as const);
  const envelope = {
    id: field.text('id', (text) => ULID.test(text)),
    issuer: field.text('issuer'),
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

/** Reads fields one after another; the first that is wrong is kept in `missing`, and the values read after it mean nothing. */
const fieldsOf = (json: Readonly<Record<string, unknown>>) => {
  let missing: ReturnType<typeof refused> | undefined;
  const check = <T>(name: string, value: T | undefined, otherwise: T): T => {
    if (value !== undefined) return value;
    missing ??= refused('control.field', name);
    return otherwise;
  };
  return {
    get missing() {
      return missing;
    },
    oneOf<T extends string>(name: string, among: readonly [T, ...T[]]): T {
      return check(
        name,
        among.find((choice) => choice === json[name]),
        among[0],
      );
    },
    text(name: string, isRight: (text: string) => boolean = (text) => text.length > 0): string {
      const value = json[name];
      const right =
        typeof value === 'string' && value.length <= LIMITS.controlTextCharsMax && isRight(value);
      return check(name, right ? value : undefined, '');
    },
    number(name: string, least: number, most: number): number {
      const value = json[name];
      const right = typeof value === 'number' && value >= least && value <= most;
      return check(name, right ? value : undefined, 0);
    },
    integer(name: string, least: number, most: number): number {
      const value = this.number(name, least, most);
      return check(name, Number.isSafeInteger(value) ? value : undefined, 0);
    },
    bytes(name: string, length: number): Uint8Array {
      const bytes = decodeBase64url(this.text(name));
      return check(name, bytes?.length === length ? bytes : undefined, new Uint8Array(length));
    },
  };
};
