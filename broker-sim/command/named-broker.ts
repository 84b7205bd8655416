/** A broker as somebody names it on the command line, with how to get in: checked, and its files read. It connects to nothing. */
import { readFileSync, statSync } from 'node:fs';
import type { BrokerLinkOptions } from '../head-end/broker-link.ts';
import { readClientCertificate } from '../pki/client-files.ts';
import { UserMistake } from '../user-mistake.ts';

export interface NamedBroker {
  /** `mqtts://HOST:PORT` */
  readonly broker: string;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly username?: string;
  readonly passwordFile?: string;
}

/** @throws {UserMistake} */
export const brokerOf = (named: NamedBroker): Omit<BrokerLinkOptions, 'signal' | 'onTrouble'> => {
  const certificate = readClientCertificate(named.cert, named.key);
  return {
    url: checkedUrl(named.broker),
    caPem: readText(named.ca, 'the authority'),
    ...(certificate !== undefined && { certificate }),
    ...loginOf(named),
  };
};

const checkedUrl = (text: string): string => {
  if (/^mqtts:\/\/[^/@]+\/?$/.test(text) && URL.canParse(text)) return text;
  throw new UserMistake(`--broker ${text.replace(/\/\/.*@/, '//…@')} is not mqtts://HOST:PORT`);
};

const loginOf = ({ username, passwordFile }: NamedBroker) => {
  if ((username === undefined) !== (passwordFile === undefined)) {
    throw new UserMistake('--username and --password-file belong together: give both or neither');
  }
  if (username === undefined || passwordFile === undefined) return {};
  const [password = ''] = readText(passwordFile, 'the password').split(/\r?\n/, 1);
  if ((statSync(passwordFile).mode & 0o077) !== 0) {
    throw new UserMistake(`${passwordFile} can be read by others: chmod 600 ${passwordFile}`);
  }
  return { login: { username, password } };
};

const readText = (file: string, what: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`${file} with ${what} cannot be read (${code})`, { cause: error });
  }
};
