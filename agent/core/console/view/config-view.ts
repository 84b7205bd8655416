/** What became of an order about the configuration. */
import type { ConfigAnswer } from '../effect.ts';
import { CONFIG_PHRASES as SAYS, REFUSED_BECAUSE, SET_BY } from '../phrases/config-phrases.ts';
import type { Language } from '../phrases/language.ts';
import { labelled, prose } from './screen.ts';

/** The longest key, and a space. */
const LABEL_COLUMNS = 31;

export const configView = (answer: ConfigAnswer, language: Language): string[] => {
  switch (answer.came) {
    case 'shown':
      return answer.entries.flatMap(({ key, value, from, change }) =>
        labelled(
          key,
          [
            value,
            ...(from === 'file' ? [] : [SET_BY[from][language]]),
            ...(change === undefined ? [] : [`=> ${change}`]),
          ].join(' '),
          LABEL_COLUMNS,
        ),
      );
    case 'set':
      return prose(SAYS.set(answer.key, answer.value)[language]);
    case 'unset':
      return prose(SAYS.unset(answer.key)[language]);
    case 'discarded':
      return prose(SAYS.discarded[language]);
    case 'committed':
      return prose(SAYS.committed(answer.minutes)[language]);
    case 'confirmed':
      return prose(SAYS.confirmed[language]);
    case 'refused':
      return prose(REFUSED_BECAUSE[answer.why](answer.detail)[language]);
  }
};
