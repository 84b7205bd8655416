/** The payload of a revocation list (PROTOCOL §2.2): the keys and mandates of which a root wants nothing more believed. Read, not believed. */
import { LIMITS } from '../../limits.ts';
import { accepted, type Decoded } from '../../refusal.ts';
import { fieldsOf } from '../fields.ts';
import { isKeyId, type Jws } from '../jws.ts';
import { isUlid } from '../ulid.ts';

export interface RevocationList {
  /** The root that signs it, in base64url: it holds for what that root has mandated. */
  readonly root: string;
  /** Rises with every list of this root, for ever. */
  readonly version: number;
  /** Public keys, in base64url: nothing by them, and nothing beneath them. */
  readonly keys: readonly string[];
  /** Ids of mandates: the key may have others. */
  readonly mandates: readonly string[];
}

export const decodeRevocationList = ({ keyId, payload }: Jws): Decoded<RevocationList> => {
  const field = fieldsOf(payload, 'revocations.field');
  const many = { least: 0, most: LIMITS.revokedMax };
  const list: RevocationList = {
    root: keyId,
    version: field.integer('version', 1, Number.MAX_SAFE_INTEGER),
    keys: field.texts('keys', many, isKeyId),
    mandates: field.texts('mandates', many, isUlid),
  };
  return field.missing ?? accepted(list);
};

/** The payload as it travels. */
export const encodeRevocationList = ({
  version,
  keys,
  mandates,
}: Omit<RevocationList, 'root'>): Record<string, unknown> => ({ version, keys, mandates });
