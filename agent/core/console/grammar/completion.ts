/** What Tab can put behind a half-typed line: read from the table of commands, in whichever spelling was begun. */
import { folded, type Part } from './form.ts';
import { FORMS } from './forms.ts';
import { takes, wordsOf } from './grammar.ts';

export interface Completion {
  /** To be put before the cursor; empty where nothing is certain. */
  readonly insert: string;
  /** What could stand here, where that is more than one word. */
  readonly among: readonly string[];
}

export const complete = (before: string): Completion => {
  const words = wordsOf(before);
  const begun = /\s$/.test(before) || words.length === 0 ? '' : (words.pop() ?? '');
  const among = candidates(words, folded(begun));
  const [only] = among;
  if (only === undefined) return { insert: '', among: [] };
  if (among.length === 1) return { insert: `${rest(only, begun)} `, among: [] };
  return { insert: rest(among.reduce(commonStart), begun), among };
};

const candidates = (words: readonly string[], begun: string): string[] => {
  const found = FORMS.filter(
    ({ parts }) =>
      parts.length > words.length && words.every((word, index) => takes(parts[index], word)),
  ).flatMap(({ parts }) => spellings(parts[words.length], begun));
  return [...new Set(found)];
};

/** The word of the table; the Vietnamese one only where that was begun. */
const spellings = (part: Part | undefined, begun: string): string[] => {
  if (part?.is === 'choice') return part.among.filter((word) => word.startsWith(begun));
  if (part?.is !== 'word') return [];
  if (folded(part.word).startsWith(begun)) return [part.word];
  return part.vi !== undefined && folded(part.vi).startsWith(begun) ? [part.vi] : [];
};

/** What is still to be typed of `whole`; letters that were begun stay as they are. */
const rest = (whole: string, begun: string): string =>
  Array.from(whole).slice(Array.from(begun).length).join('');

const commonStart = (one: string, other: string): string => {
  const [ones, others] = [Array.from(one), Array.from(other)];
  const differs = ones.findIndex((letter, index) => letter !== others[index]);
  return differs < 0 ? one : ones.slice(0, differs).join('');
};
