/**
 * What the rows of the table of commands are made of: words, and slots for values. A row is a sentence of the grammar; what
 * it means, it says itself. Matching, completion and help are other files' business.
 */
import type { Language, Say } from '../phrases/language.ts';
import type { Command } from './command.ts';

export type Part =
  /** The word itself, or its Vietnamese, with or without diacritics. */
  | { readonly is: 'word'; readonly word: string; readonly vi?: string }
  | { readonly is: 'choice'; readonly among: readonly string[] }
  | { readonly is: 'number'; readonly name: Say; readonly least: number; readonly most: number }
  | { readonly is: 'text'; readonly name: Say };

export interface Form {
  readonly parts: readonly Part[];
  readonly about: Say;
  /** What anybody may see who has a cable; all else wants the PIN. */
  readonly isOpen: boolean;
  /** The meaning; `values` are those of the slots, in order, each checked. */
  readonly means: (values: readonly string[]) => Command;
}

export const word = (text: string, vi?: string): Part =>
  vi === undefined ? { is: 'word', word: text } : { is: 'word', word: text, vi };

/** How a form is written in help. */
export const usageOf = ({ parts }: Form, language: Language): string =>
  parts.map((part) => shownPart(part, language)).join(' ');

const shownPart = (part: Part, language: Language): string => {
  switch (part.is) {
    case 'word':
      return part.word;
    case 'choice':
      return part.among.join('|');
    case 'number':
    case 'text':
      return part.name[language].toUpperCase();
  }
};

/** A word without diacritics and capitals: `Trạng-Thái` and `trang-thai` are one. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
