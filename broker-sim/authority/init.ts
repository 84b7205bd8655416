/** `loa-sim authority init`: two roots, made once, and what a box must be told of them. */
import path from 'node:path';
import {
  IssuerKeyError,
  issuerPublicKey,
  loadOrMakeIssuerKey,
} from '../head-end/issuer/issuer-key.ts';
import { makeOutFolder } from '../out-folder.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';

/** @throws {UserMistake} */
export const initCommand = async (folder: string): Promise<number> => {
  await makeOutFolder(folder);
  const keys = ['working', 'reserve'].map((name) => madeKey(path.join(folder, `${name}.key`)));
  process.stdout.write(`[trust]\nroots = ${JSON.stringify(keys)}\n`);
  process.stderr.write(
    `The lines above belong into the configuration of every box. Keep ${path.join(folder, 'reserve.key')} where nobody needs it: ` +
      'it alone can replace the working root.\n',
  );
  return EXIT.ok;
};

const madeKey = (file: string): string => {
  try {
    return issuerPublicKey(loadOrMakeIssuerKey(file));
  } catch (error) {
    if (error instanceof IssuerKeyError) throw new UserMistake(error.message, { cause: error });
    throw error;
  }
};
