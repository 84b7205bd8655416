/**
 * Reads a line by the table of commands: its meaning, or what is wrong with it in both languages. Whatever is typed, it answers
 * and never throws.
 */
import { nearestName } from '../../nearest-name.ts';
import type { Say } from '../phrases/language.ts';
import { SESSION_PHRASES } from '../phrases/session-phrases.ts';
import type { Command } from './command.ts';
import { folded, usageOf, type Form, type Part } from './form.ts';
import { FORMS } from './forms.ts';

export type Understood =
  | { readonly ok: true; readonly form: Form; readonly command: Command }
  | { readonly ok: false; readonly says: Say }
  /** Nothing was typed. */
  | { readonly ok: 'empty' };

/** Words of a line: what stands in double quotes is one. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].map(([whole, quoted]) => quoted ?? whole);

export const understand = (line: string): Understood => {
  const words = wordsOf(line);
  const [first] = words;
  if (first === undefined) return { ok: 'empty' };
  for (const form of FORMS) {
    const values = valuesOf(form, words);
    if (values !== undefined) return { ok: true, form, command: form.means(values) };
  }
  const misfit = numberOutOfRange(words);
  if (misfit !== undefined) return { ok: false, says: misfit };
  const alike = formsOf(first);
  if (alike.length > 0) return { ok: false, says: SESSION_PHRASES.usage(usagesOf(alike)) };
  const near = nearestName(folded(first), commandNames());
  const { noCommand, didYouMean } = SESSION_PHRASES;
  return { ok: false, says: near === undefined ? noCommand(first) : didYouMean(first, near) };
};

/** The first words of the table, each once, in its order. */
export const commandNames = (): string[] => [
  ...new Set(FORMS.flatMap(({ parts: [first] }) => (first?.is === 'word' ? [first.word] : []))),
];

/** Every form of the command that this word names, be it in Vietnamese. */
export const formsOf = (name: string): readonly Form[] =>
  FORMS.filter(({ parts }) => takes(parts[0], name));

/** What is wrong where the words are a sentence but for a number. */
const numberOutOfRange = (words: readonly string[]): Say | undefined => {
  for (const { parts } of FORMS) {
    if (parts.length !== words.length) continue;
    const [misfit, ...others] = parts.filter((part, index) => !takes(part, words[index] ?? ''));
    if (misfit?.is !== 'number' || others.length > 0) continue;
    return SESSION_PHRASES.outOfRange(misfit.name, misfit.least, misfit.most);
  }
  return undefined;
};

const usagesOf = (forms: readonly Form[]): Say => ({
  vi: forms.map((form) => usageOf(form, 'vi')).join('\n  '),
  en: forms.map((form) => usageOf(form, 'en')).join('\n  '),
});

/** The values of the slots where the words are a sentence of this form. */
const valuesOf = (form: Form, words: readonly string[]): string[] | undefined => {
  if (words.length !== form.parts.length) return undefined;
  const fits = form.parts.every((part, index) => takes(part, words[index] ?? ''));
  return fits ? words.flatMap((text, index) => valueOf(form.parts[index], text)) : undefined;
};

const valueOf = (part: Part | undefined, text: string): string[] => {
  if (part === undefined || part.is === 'word') return [];
  return [part.is === 'text' ? text : folded(text)];
};

/** Whether the part takes this word. */
export const takes = (part: Part | undefined, text: string): boolean => {
  switch (part?.is) {
    case undefined:
      return false;
    case 'word':
      return [part.word, part.vi ?? part.word].some((known) => folded(known) === folded(text));
    case 'choice':
      return part.among.includes(folded(text));
    case 'number':
      return /^-?\d{1,9}$/.test(text) && Number(text) >= part.least && Number(text) <= part.most;
    case 'text':
      return true;
  }
};
