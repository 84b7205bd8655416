/** Who speaks, as somebody names them on the command line: a key, and the chain of mandates that leads to it, read and held against each other. */
import { readChainFile, type ChainFile } from '../authority/statement/chain-file.ts';
import { Issuer } from '../head-end/issuer/issuer.ts';
import { IssuerKeyError, issuerPublicKey, loadIssuerKey } from '../head-end/issuer/issuer-key.ts';
import { SequenceFile, SequenceFileError } from '../head-end/issuer/sequence-file.ts';
import { UserMistake } from '../user-mistake.ts';

export interface NamedIssuer {
  /** The private key, and the chain of mandates that ends in its public half. */
  readonly issuerKey: string;
  readonly chain: string;
}

/**
 * `check` looks at the chain before a sequence is begun. Numbers come from the file beside the key, whatever is signed: so they rise for all.
 * @throws {UserMistake}
 */
export const issuerOf = (
  { issuerKey: key, chain }: NamedIssuer,
  check: (file: ChainFile) => void,
): Issuer => {
  const file = readChainFile(chain);
  const { subject, keyId, texts } = file;
  try {
    const privateKey = loadIssuerKey(key);
    if (issuerPublicKey(privateKey) !== keyId) {
      throw new UserMistake(
        `${chain} is the chain of another key than ${key}: it was issued to ${subject} for ${keyId}`,
      );
    }
    check(file);
    return new Issuer(
      { id: subject, chain: texts },
      privateKey,
      new SequenceFile(`${key}.sequence`),
    );
  } catch (error) {
    if (!(error instanceof IssuerKeyError || error instanceof SequenceFileError)) throw error;
    throw new UserMistake(error.message, { cause: error });
  }
};
