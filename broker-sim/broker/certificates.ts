/**
 * A throwaway certificate authority, one server certificate under it, and one for each client that is asked for. It knows
 * nothing of brokers. The authority's own key is never exported: once the process ends, nobody can sign by it again.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  createAuthority,
  inDays,
  type Certificate,
  type ServerNames,
  type Validity,
} from '../pki/authority.ts';
import { writePublic, writeSecret } from '../pki/key-files.ts';

export interface CertificateRequest extends ServerNames {
  readonly validDays: number;
}

/** This machine, for a run and the days in which somebody looks into it. */
export const LOOPBACK: CertificateRequest = {
  hostNames: ['localhost'],
  addresses: ['127.0.0.1'],
  validDays: 7,
};

/** The broker's own, in PEM, and what vouches for it. */
export interface ThrowawayCertificates extends Certificate {
  /** What a client must trust. */
  readonly caPem: string;
  /** One for a client under this common name; as long valid as the broker's, unless told otherwise. */
  client(name: string, validity?: Validity): Promise<Certificate>;
}

/** EC P-256 throughout. Valid from an hour ago, because clocks of boxes are not the broker's. */
export const createThrowawayCertificates = async (
  request: CertificateRequest = LOOPBACK,
): Promise<ThrowawayCertificates> => {
  const validity = inDays(request.validDays);
  const authority = await createAuthority('Loa throwaway CA', validity);
  return {
    caPem: authority.caPem,
    ...(await authority.server(request, validity)),
    client: (name, otherwise) => authority.client(name, otherwise ?? validity),
  };
};

export interface CertificateFiles {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}

/** For a broker in another process. The private key is readable by its owner alone. */
export const writeCertificates = async (
  certificates: Pick<ThrowawayCertificates, 'caPem' | 'certificatePem' | 'privateKeyPem'>,
  directory: string,
): Promise<CertificateFiles> => {
  await mkdir(directory, { recursive: true });
  const files: CertificateFiles = {
    caFile: path.join(directory, 'ca.pem'),
    certificateFile: path.join(directory, 'broker.pem'),
    privateKeyFile: path.join(directory, 'broker.key'),
  };
  await writePublic(files.caFile, certificates.caPem);
  await writePublic(files.certificateFile, certificates.certificatePem);
  await writeSecret(files.privateKeyFile, certificates.privateKeyPem);
  return files;
};
