/** A head-end's own certificate and key, read from the files that somebody named; what is wrong with them is that person's to mend. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { UserMistake } from '../user-mistake.ts';
import type { Certificate } from './authority.ts';

const ACCESS_OF_OTHERS = 0o077;

export interface NamedCertificate extends Certificate {
  readonly commonName: string;
}

/** @throws {UserMistake} */
export const readClientCertificate = (
  certFile: string | undefined,
  keyFile: string | undefined,
): NamedCertificate | undefined => {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined) {
    throw new UserMistake('--cert and --key belong together: give both or neither');
  }
  const certificatePem = read(certFile, 'the certificate');
  const privateKeyPem = readKey(keyFile);
  const x509 = parsed(() => new X509Certificate(certificatePem));
  if (x509 === undefined) throw new UserMistake(`${certFile} is not a certificate in PEM`);
  const key = parsed(() => createPrivateKey(privateKeyPem));
  if (key === undefined) {
    throw new UserMistake(`${keyFile} is not a private key in PEM, or one with a password`);
  }
  if (!x509.checkPrivateKey(key)) {
    throw new UserMistake(
      `${keyFile} is not the key of ${certFile}: name the two that were made together`,
    );
  }
  if (Date.parse(x509.validTo) < Date.now()) {
    throw new UserMistake(
      `${certFile} has expired (${x509.validTo}): make a new one (loa-sim certificate)`,
    );
  }
  return { certificatePem, privateKeyPem, commonName: commonNameOf(x509) };
};

export const commonNameOf = ({ subject }: X509Certificate): string =>
  /(?:^|\n)CN=([^\n]*)$/.exec(subject)?.[1] ?? '';

const readKey = (file: string): string => {
  const text = read(file, 'the key');
  if ((statSync(file).mode & ACCESS_OF_OTHERS) !== 0) {
    throw new UserMistake(`${file} can be read by others: chmod 600 ${file}`);
  }
  return text;
};

const read = (file: string, what: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`${file} with ${what} cannot be read (${code})`, { cause: error });
  }
};

const parsed = <T>(parse: () => T): T | undefined => {
  try {
    return parse();
  } catch {
    // Not what it should be: the caller says what was expected.
    return undefined;
  }
};
