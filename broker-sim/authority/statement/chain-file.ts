/**
 * A chain of mandates on disk: compact JWS, one a line, the one nearest the root first. It holds no secret. Reading it verifies it
 * from whichever root it names: whether that is the root of a box only the box can say.
 */
import { readFileSync } from 'node:fs';
import { verifyChain, speakerOf, type Chain } from '../../../agent/core/trust/chain.ts';
import { decodeJwsText } from '../../../agent/core/wire/jws.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { REFUSALS } from '../../../agent/core/refusal.ts';
import { UserMistake } from '../../user-mistake.ts';
import { ED25519 } from '../ed25519.ts';

export interface ChainFile {
  /** Compact mandates, the one nearest the root first. */
  readonly texts: readonly string[];
  readonly chain: Chain;
  /** The name and, in base64url, the public key of whoever stands at its end. */
  readonly subject: string;
  readonly keyId: string;
}

/** @throws {UserMistake} where it cannot be read, or no box would believe it. */
export const readChainFile = (path: string): ChainFile => {
  const texts = readStatements(path);
  return chainOf(texts, path);
};

/** @throws {UserMistake} in which `name` is what the chain is called. */
export const chainOf = (texts: readonly string[], name: string): ChainFile => {
  const [first = ''] = texts;
  const head = decodeJwsText(first, 'mandate');
  const chain = head.ok ? verifyChain(texts, [head.value.keyId], new Map(), ED25519) : head;
  if (!chain.ok) {
    const detail = chain.detail === undefined ? '' : ` (${chain.detail})`;
    throw new UserMistake(`${name} is no chain of mandates: ${REFUSALS[chain.code]}${detail}`);
  }
  const { subject, key } = speakerOf(chain.value);
  return { texts, chain: chain.value, subject, keyId: encodeBase64url(key) };
};

const FILE_BYTES_MAX = 65_536;

/** The lines of a file of statements. @throws {UserMistake} */
export const readStatements = (path: string): string[] => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`${path} cannot be read (${code})`, { cause: error });
  }
  if (text.length > FILE_BYTES_MAX) {
    throw new UserMistake(
      `${path} has more than ${FILE_BYTES_MAX} bytes: it is no file of statements`,
    );
  }
  return text.split(/\r?\n/).filter((line) => line !== '');
};
