/** `loa-sim certificate`: an authority of one's own, and certificates for brokers, boxes and head-ends under it. */
import { isIP } from 'node:net';
import { isBoxId } from '../../agent/core/wire/topic.ts';
import { commonNameOf, isHeadEndName } from '../access/principal.ts';
import { keep, makeAuthority, openAuthority } from '../pki/authority-folder.ts';
import { inDays } from '../pki/authority.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';

export type CertificateKind = 'authority' | 'broker' | 'box' | 'head-end';

export interface CertificateOptions {
  readonly pki: string;
  readonly days: number;
}

/** @throws {UserMistake} */
export const certificateCommand = async (
  kind: CertificateKind,
  names: readonly string[],
  { pki, days }: CertificateOptions,
): Promise<number> => {
  if (kind === 'authority') {
    if (names.length > 0) throw new UserMistake('an authority has no name: leave it out');
    const caFile = await makeAuthority(pki, days);
    tell(`${caFile}: what every box, head-end and broker must trust; ca.key beside it is secret.`);
    return EXIT.ok;
  }
  if (names.length === 0) throw new UserMistake(`name each ${kind} to make a certificate for`);
  if (kind !== 'broker') checkNames(kind, names);
  const authority = await openAuthority(pki);
  if (kind === 'broker') {
    const addresses = names.filter((name) => isIP(name) !== 0);
    const hostNames = names.filter((name) => isIP(name) === 0);
    const server = () => authority.server({ hostNames, addresses }, inDays(days));
    const { certificateFile } = await keep(pki, 'broker', server);
    tell(`${certificateFile}: a broker reached as ${names.join(', ')}; broker.key is secret.`);
    return EXIT.ok;
  }
  for (const name of names) {
    const commonName = commonNameOf(kind, name);
    const client = () => authority.client(commonName, inDays(days));
    const { certificateFile, privateKeyFile } = await keep(pki, commonName, client);
    const where = kind === 'box' ? 'broker.cert_file and broker.key_file' : '--cert and --key';
    tell(`${certificateFile} and ${privateKeyFile} (secret): ${where} of ${kind} ${name}.`);
  }
  return EXIT.ok;
};

const checkNames = (kind: 'box' | 'head-end', names: readonly string[]): void => {
  const isRight = kind === 'box' ? isBoxId : isHeadEndName;
  const wrong = names.find((name) => !isRight(name));
  if (wrong === undefined) return;
  throw new UserMistake(
    `${JSON.stringify(wrong)} is no name of a ${kind}: 1 to 64 letters, digits, "-" or "_"`,
  );
};

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
