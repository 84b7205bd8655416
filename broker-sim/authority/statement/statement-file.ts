/** Files of an authority: private keys, which it reads and never shows, and statements, which are no secret. Every trouble is told in a line. */
import type { KeyObject } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { IssuerKeyError, loadIssuerKey } from '../../head-end/issuer/issuer-key.ts';
import { UserMistake } from '../../user-mistake.ts';

/** @throws {UserMistake} */
export const readAuthorityKey = (file: string): KeyObject => {
  try {
    return loadIssuerKey(file);
  } catch (error) {
    if (error instanceof IssuerKeyError) throw new UserMistake(error.message, { cause: error });
    throw error;
  }
};

/** Written beside and renamed: who reads it has the old statements or the new. @throws {UserMistake} */
export const writeStatements = (file: string, lines: readonly string[]): void => {
  const beside = `${file}.new`;
  try {
    writeFileSync(beside, lines.map((line) => `${line}\n`).join(''));
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`${file} cannot be written (${code})`, { cause: error });
  }
};
