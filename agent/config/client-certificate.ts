/**
 * The certificate by which a broker knows this box, and its key: read, and held against one another and against the box's id.
 * Whether it is still valid is not judged here: a box that has just got power may not know what day it is.
 */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { utcUs, US_PER_MS, type UtcUs } from '../core/vocabulary.ts';
import { Secret } from './values/secret.ts';
import type { Say } from '../core/console/phrases/language.ts';
import { FILE_PHRASES as SAYS } from './problem-phrases.ts';
import { readSecretText, readText, type FileRead } from './side-files.ts';

export interface ClientCertificate {
  /** PEM of the certificate, and of those between it and the authority, if any. */
  readonly certificatePem: string;
  readonly privateKeyPem: Secret;
  readonly endsAtUs: UtcUs;
}

/** The certificate alone, and whose it is. */
export interface ReadCertificate {
  readonly pem: string;
  readonly x509: X509Certificate;
}

export const readCertificate =
  (boxId: string) =>
  (file: string): FileRead<ReadCertificate> => {
    const read = readText(file);
    if (!read.ok) return read;
    const x509 = parsed(() => new X509Certificate(read.value));
    if (x509 === undefined) {
      return failed(SAYS.noCertificate(file));
    }
    const name = commonNameOf(x509);
    if (name !== boxId) {
      return failed(SAYS.foreign(file, JSON.stringify(name), boxId));
    }
    return { ok: true, value: { pem: read.value, x509 } };
  };

export const readPrivateKey = (file: string): FileRead<Secret> => {
  const read = readSecretText(file);
  if (!read.ok) return read;
  if (read.value.includes('ENCRYPTED')) {
    return failed(SAYS.encrypted(file));
  }
  if (parsedKey(read.value) === undefined) {
    return failed(SAYS.noKey(file));
  }
  return { ok: true, value: new Secret(read.value) };
};

/** What is wrong with the two together, in words that complete a line about the key; or the two as one. */
export const pairOf = (
  { pem, x509 }: ReadCertificate,
  privateKeyPem: Secret,
): FileRead<ClientCertificate> => {
  const key = parsedKey(privateKeyPem.reveal());
  if (key === undefined || !x509.checkPrivateKey(key)) {
    return failed(SAYS.notAPair);
  }
  const endsAtUs = utcUs(Date.parse(x509.validTo) * US_PER_MS);
  return { ok: true, value: { certificatePem: pem, privateKeyPem, endsAtUs } };
};

const failed = (says: Say) => ({ ok: false, says }) as const;

/** The last of several: Node lists them one a line, and a certificate of ours has one. */
const commonNameOf = ({ subject }: X509Certificate): string =>
  /(?:^|\n)CN=([^\n]*)$/.exec(subject)?.[1] ?? '';

const parsedKey = (pem: string): KeyObject | undefined => parsed(() => createPrivateKey(pem));

const parsed = <T>(parse: () => T): T | undefined => {
  try {
    return parse();
  } catch {
    // Not what it should be: the caller says what was expected.
    return undefined;
  }
};
