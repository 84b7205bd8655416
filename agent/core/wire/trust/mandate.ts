/**
 * The payload of a mandate (PROTOCOL §2.1): who may speak where, how urgently, from when until when, and how far that may be
 * passed on. Read, not believed: whose signature it bears is `trust/chain.ts`'s business.
 */
import { PUBLIC_KEY_BYTES } from '../../ed25519.ts';
import { LIMITS } from '../../limits.ts';
import { accepted, refused, type Decoded } from '../../refusal.ts';
import { BULLETIN_CLASSES, utcUs, type BulletinClass, type UtcUs } from '../../vocabulary.ts';
import { encodeBase64url } from '../base64url.ts';
import { fieldsOf } from '../fields.ts';
import { isArea } from '../topic.ts';
import { isUlid } from '../ulid.ts';

/** What a mandate may allow: to be heard, to command boxes, to set them. */
export const RIGHTS = ['speak', 'command', 'settings'] as const;
export type Right = (typeof RIGHTS)[number];

export interface Mandate {
  /** ULID of the mandate, by which it can be revoked. */
  readonly id: string;
  /** Whom it is for. Unique beneath whoever gave it, and nowhere else. */
  readonly subject: string;
  /** The subject's Ed25519 public key. */
  readonly key: Uint8Array;
  /** Each covers itself and whatever lies beneath it. */
  readonly areas: readonly string[];
  /** The most urgent class that it covers. */
  readonly class: BulletinClass;
  /** How many mandates may stand beneath it: 0 is no right to delegate. */
  readonly delegations: number;
  /** Absent: to be heard, and no more. */
  readonly may?: readonly Right[];
  readonly notBefore: UtcUs;
  readonly expiresAt: UtcUs;
}

/** Of letters that cannot be taken for others. */
const ISSUER_ID = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const isIssuerId = (text: string): boolean => ISSUER_ID.test(text);

/** A missing or wrong field is named in `detail`. */
export const decodeMandate = (json: Readonly<Record<string, unknown>>): Decoded<Mandate> => {
  const field = fieldsOf(json, 'mandate.field');
  const mandate: Mandate = {
    id: field.text('id', isUlid),
    subject: field.text('subject', isIssuerId),
    key: field.bytes('key', PUBLIC_KEY_BYTES),
    areas: field.texts('areas', { least: 1, most: LIMITS.mandateAreasMax }, isArea),
    class: field.oneOf('class', BULLETIN_CLASSES),
    delegations: field.integer('delegations', 0, LIMITS.chainMandatesMax - 1),
    ...(json['may'] !== undefined && { may: rights(field) }),
    notBefore: utcUs(field.integer('notBefore', 0, Number.MAX_SAFE_INTEGER)),
    expiresAt: utcUs(field.integer('expiresAt', 0, Number.MAX_SAFE_INTEGER)),
  };
  if (field.missing) return field.missing;
  if (mandate.expiresAt <= mandate.notBefore) return refused('mandate.field', 'expiresAt');
  return accepted(mandate);
};

/** The payload as it travels. */
export const encodeMandate = (mandate: Mandate): Record<string, unknown> => ({
  ...mandate,
  key: encodeBase64url(mandate.key),
});

const rights = (field: ReturnType<typeof fieldsOf>): readonly Right[] => {
  const named = field.texts('may', { least: 1, most: RIGHTS.length }, (text) =>
    RIGHTS.some((right) => right === text),
  );
  return RIGHTS.filter((right) => named.includes(right));
};
