/**
 * An authority that lasts, as files in a folder: `ca.pem` and `ca.key`, and a `NAME.pem` and `NAME.key` for each that it has
 * vouched for. Nothing in it is ever written over.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeOutFolder } from '../out-folder.ts';
import { UserMistake } from '../user-mistake.ts';
import {
  authorityFrom,
  createLastingAuthority,
  inDays,
  type Authority,
  type Certificate,
} from './authority.ts';
import { writePublic, writeSecret } from './key-files.ts';

const ACCESS_OF_OTHERS = 0o077;

/** @throws {UserMistake} where there is one already. */
export const makeAuthority = async (folder: string, days: number): Promise<string> => {
  const { caFile, keyFile } = caFiles(folder);
  if (existsSync(caFile) || existsSync(keyFile)) {
    throw new UserMistake(`${folder} has an authority already: name another folder with --pki`);
  }
  await makeOutFolder(folder);
  const { authority, privateKeyPem } = await createLastingAuthority('Loa authority', inDays(days));
  await writeSecret(keyFile, privateKeyPem);
  await writePublic(caFile, authority.caPem);
  return caFile;
};

/** @throws {UserMistake} where there is none, or none that can be used. */
export const openAuthority = async (folder: string): Promise<Authority> => {
  const { caFile, keyFile } = caFiles(folder);
  if (!existsSync(caFile)) {
    throw new UserMistake(
      `no authority in ${folder}: make one by loa-sim certificate authority --pki ${folder}`,
    );
  }
  try {
    if ((statSync(keyFile).mode & ACCESS_OF_OTHERS) !== 0) {
      throw new UserMistake(`${keyFile} can be read by others: chmod 600 ${keyFile}`);
    }
    return await authorityFrom(readFileSync(caFile, 'utf8'), readFileSync(keyFile, 'utf8'));
  } catch (error) {
    if (error instanceof UserMistake) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserMistake(`the authority in ${folder} cannot be used: ${code ?? message}`, {
      cause: error,
    });
  }
};

export interface KeptCertificate {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}

export const keptFiles = (folder: string, name: string): KeptCertificate => ({
  certificateFile: path.join(folder, `${name}.pem`),
  privateKeyFile: path.join(folder, `${name}.key`),
});

/** @throws {UserMistake} where there are files of that name already. */
export const keep = async (
  folder: string,
  name: string,
  make: () => Promise<Certificate>,
): Promise<KeptCertificate> => {
  const files = keptFiles(folder, name);
  const there = [files.certificateFile, files.privateKeyFile].find((file) => existsSync(file));
  if (there !== undefined) throw new UserMistake(`${there} is there already: move it away`);
  const { certificatePem, privateKeyPem } = await make();
  await writeSecret(files.privateKeyFile, privateKeyPem);
  await writePublic(files.certificateFile, certificatePem);
  return files;
};

const caFiles = (folder: string) => ({
  caFile: path.join(folder, 'ca.pem'),
  keyFile: path.join(folder, 'ca.key'),
});
