/** `loa-sim authority revoke`: the revocation list of a root, with more on it and a higher version. */
import { existsSync } from 'node:fs';
import { LIMITS } from '../../agent/core/limits.ts';
import {
  encodeRevocationList,
  type RevocationList,
} from '../../agent/core/wire/trust/revocation-list.ts';
import { issuerPublicKey } from '../head-end/issuer/issuer-key.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { readStatements } from './statement/chain-file.ts';
import { readRootStatement } from './statement/root-statement.ts';
import { readAuthorityKey, writeStatements } from './statement/statement-file.ts';
import { revocationWords } from './statement/statement-words.ts';
import { signStatement } from './statement/statement.ts';

export interface RevokeFlags {
  readonly by: string;
  readonly list: string;
  readonly publicKey?: readonly string[];
  readonly mandate?: readonly string[];
}

/** @throws {UserMistake} */
export const revokeCommand = async (flags: RevokeFlags): Promise<number> => {
  const by = readAuthorityKey(flags.by);
  const root = issuerPublicKey(by);
  const before = existsSync(flags.list) ? readList(flags.list, root) : undefined;
  const { publicKey = [], mandate = [] } = flags;
  if (before !== undefined && publicKey.length + mandate.length === 0) {
    throw new UserMistake('nothing to revoke: name a --public-key or a --mandate');
  }
  const list: RevocationList = {
    root,
    version: nextVersion(before?.version),
    keys: [...new Set([...(before?.keys ?? []), ...publicKey])],
    mandates: [...new Set([...(before?.mandates ?? []), ...mandate])],
  };
  if (Math.max(list.keys.length, list.mandates.length) > LIMITS.revokedMax) {
    throw new UserMistake(
      `a list holds ${LIMITS.revokedMax} keys and as many mandates: revoke the key above them instead`,
    );
  }
  writeStatements(flags.list, [await signStatement('revocations', encodeRevocationList(list), by)]);
  process.stdout.write(`${revocationWords(list).join('\n')}\n`);
  return EXIT.ok;
};

/**
 * The second of the clock, or one more than the last: so it rises where the file of the last one was lost, too, and boxes that had
 * that one do not take the new one for older.
 */
export const nextVersion = (last = 0): number => Math.max(Math.floor(Date.now() / 1_000), last + 1);

const readList = (file: string, root: string): RevocationList => {
  const [line = ''] = readStatements(file);
  const statement = readRootStatement(line, file);
  if (statement.of !== 'revocations') throw new UserMistake(`${file} is no revocation list`);
  if (statement.list.root === root) return statement.list;
  throw new UserMistake(`${file} is the list of another root: ${statement.list.root}`);
};
