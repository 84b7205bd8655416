/** `loa-sim authority replace-root`: the reserve says which key is the working root from now on. */
import { encodeRootReplacement } from '../../agent/core/wire/trust/root-replacement.ts';
import { issuerPublicKey } from '../head-end/issuer/issuer-key.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { nextVersion } from './revoke.ts';
import { readAuthorityKey, writeStatements } from './statement/statement-file.ts';
import { replacementWords } from './statement/statement-words.ts';
import { signStatement } from './statement/statement.ts';

export interface ReplaceFlags {
  readonly by: string;
  readonly publicKey: string;
  readonly out: string;
}

/** @throws {UserMistake} */
export const replaceRootCommand = async (flags: ReplaceFlags): Promise<number> => {
  const by = readAuthorityKey(flags.by);
  const reserve = issuerPublicKey(by);
  if (flags.publicKey === reserve) {
    throw new UserMistake('the reserve cannot be its own working root: make a new key for that');
  }
  const replacement = { version: nextVersion(), root: flags.publicKey };
  writeStatements(flags.out, [await signStatement('root', encodeRootReplacement(replacement), by)]);
  process.stdout.write(`${replacementWords(replacement, reserve).join('\n')}\n`);
  process.stderr.write(
    'Once a box has this, all that the old root has mandated is void: issue anew before you publish it.\n',
  );
  return EXIT.ok;
};
