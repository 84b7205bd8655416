/** The fixed keys of the protocol's test vectors. They are public: nobody may believe them anywhere else. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

export interface VectorKey {
  readonly seedHex: string;
  readonly publicKeyHex: string;
  readonly publicKeyBase64url: string;
}

/** PKCS #8 of an Ed25519 private key up to its 32 bytes of seed (RFC 8410 §7). */
const PKCS8_HEAD = '302e020100300506032b657004220420';

const privateKey = (seedHex: string) =>
  createPrivateKey({
    key: Buffer.from(PKCS8_HEAD + seedHex, 'hex'),
    format: 'der',
    type: 'pkcs8',
  });

const keyOf = (seedHex: string): VectorKey => {
  const { x = '' } = createPublicKey(privateKey(seedHex)).export({ format: 'jwk' });
  const publicKeyHex = Buffer.from(x, 'base64url').toString('hex');
  return { seedHex, publicKeyHex, publicKeyBase64url: x };
};

export const ISSUER_KEY = keyOf('11'.repeat(32));
export const STREAM_KEY = keyOf('22'.repeat(32));
/** The working root, the reserve, and a commune between the root and the issuer. */
export const ROOT_KEY = keyOf('33'.repeat(32));
export const RESERVE_KEY = keyOf('44'.repeat(32));
export const COMMUNE_KEY = keyOf('55'.repeat(32));

export const signedBy = (key: VectorKey, message: Uint8Array): Buffer =>
  sign(null, message, privateKey(key.seedHex));
