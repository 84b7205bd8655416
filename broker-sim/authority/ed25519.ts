/** Ed25519 by node:crypto, as the core's codecs ask for it. Authorities verify a few mandates, so nothing is remembered. */
import { createPublicKey, verify } from 'node:crypto';
import type { Ed25519 } from '../../agent/core/ed25519.ts';

export const ED25519: Ed25519 = {
  verify: (publicKey, message, signature) => {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, message, key, signature);
  },
};
