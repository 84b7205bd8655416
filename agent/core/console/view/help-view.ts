/** The help, made from the table of commands. */
import { usageOf } from '../grammar/form.ts';
import { commandNames, formsOf } from '../grammar/grammar.ts';
import { fitted, shortened } from '../line/cells.ts';
import type { Language } from '../phrases/language.ts';
import { SESSION_PHRASES } from '../phrases/session-phrases.ts';
import { COLUMNS } from './screen.ts';

/** Every command on a line of its own; help itself needs none, or the whole would not fit a terminal of 24 lines. */
export const helpView = (language: Language): string[] => [
  SESSION_PHRASES.helpHead[language],
  ...commandNames().flatMap((name) => {
    if (name === 'help') return [];
    const [first] = formsOf(name);
    return first === undefined ? [] : [row(name, first.about[language], 12)];
  }),
  SESSION_PHRASES.helpTail[language],
];

/** Every form of one command; undefined where there is none of that name. */
export const commandHelpView = (name: string, language: Language): string[] | undefined => {
  const forms = formsOf(name);
  if (forms.length === 0) return undefined;
  return forms.map((form) => row(usageOf(form, language), form.about[language], 34));
};

const row = (left: string, right: string, columns: number): string =>
  shortened(`  ${fitted(left, columns)} ${right}`, COLUMNS);
