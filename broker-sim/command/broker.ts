/** `loa-sim broker`: the embedded broker alone, for boxes and head-ends that somebody starts by hand. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { loadAccessList } from '../access/access-list.ts';
import { commonName, type Principal } from '../access/principal.ts';
import { startBroker, type BrokerOptions } from '../broker/broker.ts';
import { createThrowawayCertificates } from '../broker/certificates.ts';
import { interruptible } from './interruption.ts';
import { makeOutFolder } from '../out-folder.ts';
import { keptFiles, openAuthority } from '../pki/authority-folder.ts';
import { writePublic, writeSecret } from '../pki/key-files.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';

export interface BrokerCommandOptions {
  /** Any free one where not given. */
  readonly port?: number;
  /** Folder of `ca.pem`, and of certificates that are thrown away. */
  readonly out: string;
  /** The list of who may come in; anybody where not given. */
  readonly access?: string;
  /** Folder of an authority that lasts, and of the broker's certificate under it; a throwaway one where not given. */
  readonly pki?: string;
}

interface Identity extends Pick<BrokerOptions, 'certificates' | 'access'> {
  readonly caFile: string;
  /** What is thrown away at the end. */
  readonly files: readonly string[];
}

/** Runs until a signal; leaves nothing behind. @throws {UserMistake} */
export const brokerCommand = async (options: BrokerCommandOptions): Promise<number> => {
  if (options.pki !== undefined && options.access === undefined) {
    throw new UserMistake('--pki needs --access FILE: the list of who may come in');
  }
  const everybody = options.access === undefined ? undefined : loadAccessList(options.access);
  const interruption = interruptible(() => process.exit(EXIT.interrupted));
  const identity = await (options.pki === undefined
    ? throwaway(options.out, everybody)
    : lasting(options.pki, everybody));
  try {
    const broker = await startBroker({
      certificates: identity.certificates,
      ...(identity.access !== undefined && { access: identity.access }),
      ...(options.port !== undefined && { port: options.port }),
      onTrouble: (line) => process.stderr.write(`${line}\n`),
    });
    try {
      for (const line of introduction(broker.url, identity)) process.stdout.write(`${line}\n`);
      await aborted(interruption.signal);
      process.stdout.write(`Closing with ${broker.clientCount()} clients connected.\n`);
    } finally {
      await broker.close();
    }
  } finally {
    await Promise.all(identity.files.map((file) => rm(file, { force: true })));
    interruption.release();
  }
  return EXIT.ok;
};

const introduction = (url: string, { caFile, access, files }: Identity): string[] => [
  `broker  ${url}`,
  `CA      ${path.resolve(caFile)}`,
  access === undefined
    ? 'Anybody on this machine may do anything at it: --access FILE lets in only who is listed.'
    : `Lets in ${access.principals.map(commonName).join(', ')}, each by its certificate.`,
  files.length === 0
    ? 'Ctrl-C ends it.'
    : 'Ctrl-C ends it; its certificate is thrown away then, and all that it made.',
];

const throwaway = async (
  out: string,
  everybody: readonly Principal[] | undefined,
): Promise<Identity> => {
  const certificates = await createThrowawayCertificates();
  const caFile = path.join(out, 'ca.pem');
  const files = [caFile];
  await makeOutFolder(out);
  try {
    await writePublic(caFile, certificates.caPem);
    for (const name of (everybody ?? []).map(commonName)) {
      const { certificateFile, privateKeyFile } = keptFiles(out, name);
      files.push(certificateFile, privateKeyFile);
      const { certificatePem, privateKeyPem } = await certificates.client(name);
      await writePublic(certificateFile, certificatePem);
      await writeSecret(privateKeyFile, privateKeyPem);
    }
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`cannot write to ${out} (${code}): name another folder with --out`, {
      cause: error,
    });
  }
  return { certificates, caFile, files, ...accessOf(certificates.caPem, everybody) };
};

const lasting = async (
  pki: string,
  everybody: readonly Principal[] | undefined,
): Promise<Identity> => {
  const { caPem } = await openAuthority(pki);
  const { certificateFile, privateKeyFile } = keptFiles(pki, 'broker');
  try {
    const certificates = {
      certificatePem: readFileSync(certificateFile, 'utf8'),
      privateKeyPem: readFileSync(privateKeyFile, 'utf8'),
    };
    return {
      certificates,
      caFile: path.join(pki, 'ca.pem'),
      files: [],
      ...accessOf(caPem, everybody),
    };
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(
      `no certificate of a broker in ${pki} (${code}): loa-sim certificate broker localhost --pki ${pki}`,
      { cause: error },
    );
  }
};

const accessOf = (caPem: string, principals: readonly Principal[] | undefined) =>
  principals === undefined ? {} : { access: { caPem, principals } };

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
