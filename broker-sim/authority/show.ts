/** `loa-sim authority show`: files of statements in words. */
import { US_PER_MS, utcUs } from '../../agent/core/vocabulary.ts';
import { decodeJwsText } from '../../agent/core/wire/jws.ts';
import { EXIT } from '../user-mistake.ts';
import { chainOf, readStatements } from './statement/chain-file.ts';
import { readRootStatement } from './statement/root-statement.ts';
import { chainWords, replacementWords, revocationWords } from './statement/statement-words.ts';

/** @throws {UserMistake} where one of them could be believed by no box. */
export const showCommand = (files: readonly string[]): number => {
  for (const file of files) process.stdout.write(`${wordsOf(file).join('\n')}\n`);
  return EXIT.ok;
};

const wordsOf = (file: string): string[] => {
  const texts = readStatements(file);
  const [first = ''] = texts;
  if (decodeJwsText(first, 'mandate').ok || texts.length !== 1) {
    return chainWords(chainOf(texts, file).chain, utcUs(Date.now() * US_PER_MS));
  }
  const statement = readRootStatement(first, file);
  return statement.of === 'root'
    ? replacementWords(statement.replacement, statement.by)
    : revocationWords(statement.list);
};
