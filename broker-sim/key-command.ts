/** `loa-sim key`: an issuer's key on disk, and what a box must be told of it. */
import { issuerPublicKey, IssuerKeyError, loadOrMakeIssuerKey } from './head-end/issuer-key.ts';
import { EXIT, UserMistake } from './user-mistake.ts';

/** @throws {UserMistake} */
export const keyCommand = (file: string): number => {
  try {
    const publicKey = issuerPublicKey(loadOrMakeIssuerKey(file));
    process.stdout.write(`${publicKey}\n`);
    process.stderr.write(
      `The line above is trust.issuer_key of a box; ${file} is secret and stays with the head-end.\n`,
    );
    return EXIT.ok;
  } catch (error) {
    if (error instanceof IssuerKeyError) throw new UserMistake(error.message, { cause: error });
    throw error;
  }
};
