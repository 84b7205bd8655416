/** What a box has stored of trust, for tests of what is kept rather than of what it means. */
import type { StoredTrust } from '../../../agent/core/trust/box-trust.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { utcUs } from '../../../agent/core/vocabulary.ts';

/** The key of one issuer, and of nobody else. */
export const COMMUNE_KEY = encodeBase64url(new Uint8Array(32).fill(7));

/** One issuer was heard, up to `sequence`. */
export const heardUpTo = (sequence: number): StoredTrust => ({
  heard: {
    issuers: [{ key: COMMUNE_KEY, sequence, issuedAt: utcUs(sequence) }],
    forgottenUntil: utcUs(0),
  },
  revocations: [],
});
