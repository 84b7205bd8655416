/**
 * A throwaway certificate authority and one server certificate under it, made in this process with WebCrypto. It knows
 * nothing of brokers. The authority's own key is never exported: once it has signed, nobody can sign by it again.
 */
import 'reflect-metadata'; // @peculiar/x509 refuses to load without it.
import { webcrypto } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const MS_PER_HOUR = 3_600_000;
const SERIAL_BYTES = 16;

export interface CertificateRequest {
  /** DNS names that the server answers to. */
  readonly hostNames: readonly string[];
  /** IP addresses that the server answers to. */
  readonly addresses: readonly string[];
  readonly validDays: number;
}

/** This machine, for a run and the days in which somebody looks into it. */
export const LOOPBACK: CertificateRequest = {
  hostNames: ['localhost'],
  addresses: ['127.0.0.1'],
  validDays: 7,
};

/** All three in PEM. */
export interface ThrowawayCertificates {
  /** What a client must trust. */
  readonly caPem: string;
  readonly certificatePem: string;
  /** PKCS #8. Secret. */
  readonly privateKeyPem: string;
}

/** EC P-256 throughout. Valid from an hour ago, because clocks of boxes are not the broker's. */
export const createThrowawayCertificates = async (
  request: CertificateRequest = LOOPBACK,
): Promise<ThrowawayCertificates> => {
  x509.cryptoProvider.set(webcrypto);
  const caKeys = await webcrypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const serverKeys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notBefore = new Date(Date.now() - MS_PER_HOUR);
  const notAfter = new Date(Date.now() + request.validDays * 24 * MS_PER_HOUR);
  const issuer = 'CN=Loa throwaway CA';

  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: issuer,
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${request.hostNames[0] ?? request.addresses[0] ?? 'Loa broker'}`,
    issuer,
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...request.hostNames.map((value) => ({ type: 'dns' as const, value })),
        ...request.addresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey);
  return {
    caPem: `${ca.toString('pem')}\n`,
    certificatePem: `${server.toString('pem')}\n`,
    privateKeyPem: `${x509.PemConverter.encode(privateKey, 'PRIVATE KEY')}\n`,
  };
};

export interface CertificateFiles {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}

/** For a broker in another process. The private key is readable by its owner alone. */
export const writeCertificates = async (
  certificates: ThrowawayCertificates,
  directory: string,
): Promise<CertificateFiles> => {
  await mkdir(directory, { recursive: true });
  const files: CertificateFiles = {
    caFile: path.join(directory, 'ca.pem'),
    certificateFile: path.join(directory, 'broker.pem'),
    privateKeyFile: path.join(directory, 'broker.key'),
  };
  await writeFile(files.caFile, certificates.caPem);
  await writeFile(files.certificateFile, certificates.certificatePem);
  await writeSecret(files.privateKeyFile, certificates.privateKeyPem);
  return files;
};

/** Removed first: a file that existed would keep its old mode, and a link would be followed. */
const writeSecret = async (file: string, text: string): Promise<void> => {
  await rm(file, { force: true });
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
};

/** RFC 5280 §4.1.2.2: positive, and unpredictable. */
const newSerial = (): string => {
  const bytes = webcrypto.getRandomValues(new Uint8Array(SERIAL_BYTES));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
};
