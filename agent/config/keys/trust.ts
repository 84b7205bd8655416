/** The keys of `[trust]`: whom it believes. */
import { PUBLIC_KEY_BYTES } from '../../core/ed25519.ts';
import { LIMITS } from '../../core/limits.ts';
import { decodeBase64url } from '../../core/wire/base64url.ts';
import { right, text, wrong, type Checker } from '../checkers.ts';
import { isName, required } from './key.ts';

const issuerKey: Checker<Uint8Array> = {
  expected: `an Ed25519 public key: ${PUBLIC_KEY_BYTES} bytes as base64url without padding, 43 characters`,
  read: (value) => {
    const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined;
    if (bytes === undefined) return wrong();
    return bytes.length === PUBLIC_KEY_BYTES ? right(bytes) : wrong(`${bytes.length} bytes`);
  },
};

export const TRUST_KEYS = {
  'trust.issuer': required({
    doc: 'The one issuer whose announcements this box plays, as its messages name it.',
    example: 'xa-lang-ha',
    check: text(`a name of 1 to ${LIMITS.controlTextCharsMax} characters`, isName),
  }),
  'trust.issuer_key': required({
    doc: 'Public key of that issuer. What is not signed by it is refused.',
    example: Uint8Array.from({ length: PUBLIC_KEY_BYTES }, (_, index) => index),
    check: issuerKey,
  }),
} as const;
