/** An issuer's Ed25519 key on disk: made once, kept in a PEM file that only its owner can read. Knows no protocol. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';

/** The key could not be had. `message` is one line for people: cause and remedy. */
export class IssuerKeyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IssuerKeyError';
  }
}

/** Reads the key at `path`, or makes one there (mode 0600) where there is no file. @throws {IssuerKeyError} */
export const loadOrMakeIssuerKey = (path: string): KeyObject => {
  const pem = readKeyFile(path);
  return pem === undefined ? makeIssuerKey(path) : parseIssuerKey(path, pem);
};

/** Reads the key at `path`. @throws {IssuerKeyError} where there is none, too. */
export const loadIssuerKey = (path: string): KeyObject => {
  const pem = readKeyFile(path);
  if (pem !== undefined) return parseIssuerKey(path, pem);
  throw new IssuerKeyError(`there is no key ${path}: make one with loa-sim key ${path}`);
};

/** The raw 32 bytes of the public key, in base64url: as mandates name it and a box pins its roots. */
export const issuerPublicKey = (privateKey: KeyObject): string => {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('an issuer key is Ed25519');
  return x;
};

const readKeyFile = (path: string): string | undefined => {
  try {
    const pem = readFileSync(path, 'utf8');
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new IssuerKeyError(`issuer key ${path} can be read by others: chmod 600 ${path}`);
    }
    return pem;
  } catch (error) {
    if (error instanceof IssuerKeyError) throw error;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new IssuerKeyError(`issuer key ${path} cannot be read (${codeOf(error)})`, {
      cause: error,
    });
  }
};

const parseIssuerKey = (path: string, pem: string): KeyObject => {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Not a private key at all: the line below says it for both.
  }
  throw new IssuerKeyError(
    `${path} is not an Ed25519 private key in PEM: move it away and a new one is made`,
  );
};

/** `wx`: never over a file that appeared in between. */
const makeIssuerKey = (path: string): KeyObject => {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
      flag: 'wx',
    });
    chmodSync(path, 0o600);
  } catch (error) {
    throw new IssuerKeyError(`issuer key ${path} cannot be written (${codeOf(error)})`, {
      cause: error,
    });
  }
  return privateKey;
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
