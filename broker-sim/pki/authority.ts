/**
 * A certificate authority of a commune's brokers, made with WebCrypto: it vouches for brokers by host name, and for boxes
 * and head-ends by the common name that brokers know them under. It knows nothing of topics or of where files lie.
 */
import 'reflect-metadata'; // @peculiar/x509 refuses to load without it.
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const MS_PER_HOUR = 3_600_000;
const SERIAL_BYTES = 16;

/** All in PEM. */
export interface Certificate {
  readonly certificatePem: string;
  /** PKCS #8. Secret. */
  readonly privateKeyPem: string;
}

export interface ServerNames {
  /** DNS names that the server answers to. */
  readonly hostNames: readonly string[];
  /** IP addresses that the server answers to. */
  readonly addresses: readonly string[];
}

/** From when to when; by default from an hour ago, because clocks of boxes are not the authority's. */
export interface Validity {
  readonly notBefore?: Date;
  readonly notAfter: Date;
}

export interface Authority {
  /** What the other end must trust. */
  readonly caPem: string;
  server(names: ServerNames, validity: Validity): Promise<Certificate>;
  /** `name`: the common name. */
  client(name: string, validity: Validity): Promise<Certificate>;
}

export const inDays = (days: number): Validity => ({
  notAfter: new Date(Date.now() + days * 24 * MS_PER_HOUR),
});

/** An authority whose key never leaves this process: once it is forgotten, nobody can sign by it again. */
export const createAuthority = async (name: string, validity: Validity): Promise<Authority> =>
  (await generated(name, validity, false)).authority;

/** One whose key is to be kept. Secret. */
export const createLastingAuthority = async (
  name: string,
  validity: Validity,
): Promise<{ readonly authority: Authority; readonly privateKeyPem: string }> => {
  const { authority, keys } = await generated(name, validity, true);
  return { authority, privateKeyPem: await privatePem(keys.privateKey) };
};

/** One that was kept. @throws {TypeError} in words, where it is none. */
export const authorityFrom = async (caPem: string, privateKeyPem: string): Promise<Authority> => {
  const certificate = readCa(caPem);
  x509.cryptoProvider.set(webcrypto);
  const privateKey = await importedKey(privateKeyPem);
  if (!certificate.checkPrivateKey(createPrivateKey(privateKeyPem))) {
    throw new TypeError('the key is not that of the certificate');
  }
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const publicKey = await webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']);
  return authorityOf(caPem, certificate.subject, { privateKey, publicKey });
};

const importedKey = async (pem: string): Promise<webcrypto.CryptoKey> => {
  try {
    const [der = new ArrayBuffer(0)] = x509.PemConverter.decode(pem);
    return await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
  } catch (error) {
    throw new TypeError('the key is not one of EC P-256 in PKCS #8 and PEM', { cause: error });
  }
};

const readCa = (caPem: string): X509Certificate => {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(caPem);
  } catch (error) {
    throw new TypeError('the certificate is not one in PEM', { cause: error });
  }
  if (!certificate.ca) throw new TypeError('the certificate is not that of an authority');
  return certificate;
};

const generated = async (name: string, validity: Validity, lasting: boolean) => {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, lasting, ['sign', 'verify']);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=${name}`,
    ...fromTo(validity),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { authority: authorityOf(`${ca.toString('pem')}\n`, `CN=${name}`, keys), keys };
};

type Keys = Pick<webcrypto.CryptoKeyPair, 'privateKey' | 'publicKey'>;

const authorityOf = (caPem: string, issuer: string, caKeys: Keys): Authority => {
  const issue = async (
    subject: string,
    validity: Validity,
    usage: x509.ExtendedKeyUsage,
    names: readonly x509.JsonGeneralName[],
  ): Promise<Certificate> => {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: `CN=${subject}`,
      issuer,
      ...fromTo(validity),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
      ],
    });
    return {
      certificatePem: `${certificate.toString('pem')}\n`,
      privateKeyPem: await privatePem(keys.privateKey),
    };
  };
  return {
    caPem,
    server: ({ hostNames, addresses }, validity) =>
      issue(
        hostNames[0] ?? addresses[0] ?? 'Loa broker',
        validity,
        x509.ExtendedKeyUsage.serverAuth,
        [
          ...hostNames.map((value) => ({ type: 'dns' as const, value })),
          ...addresses.map((value) => ({ type: 'ip' as const, value })),
        ],
      ),
    client: (name, validity) => issue(name, validity, x509.ExtendedKeyUsage.clientAuth, []),
  };
};

const fromTo = ({ notBefore, notAfter }: Validity) => ({
  notBefore: notBefore ?? new Date(Date.now() - MS_PER_HOUR),
  notAfter,
});

const privatePem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

/** RFC 5280 §4.1.2.2: positive, and unpredictable. */
const newSerial = (): string => {
  const bytes = webcrypto.getRandomValues(new Uint8Array(SERIAL_BYTES));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
};
