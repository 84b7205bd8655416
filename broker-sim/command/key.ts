/** `loa-sim key`: a speaker's key on disk, and what an authority must be told of it. */
import {
  issuerPublicKey,
  IssuerKeyError,
  loadOrMakeIssuerKey,
} from '../head-end/issuer/issuer-key.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';

/** @throws {UserMistake} */
export const keyCommand = (file: string): number => {
  try {
    const publicKey = issuerPublicKey(loadOrMakeIssuerKey(file));
    process.stdout.write(`${publicKey}\n`);
    process.stderr.write(
      `The line above is for whoever issues the mandate; ${file} is secret and stays with the head-end.\n`,
    );
    return EXIT.ok;
  } catch (error) {
    if (error instanceof IssuerKeyError) throw new UserMistake(error.message, { cause: error });
    throw error;
  }
};
