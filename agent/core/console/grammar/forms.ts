/** The one table of commands: every sentence that the console understands. Parser, completion and help are made from it. */
import { FORM_PHRASES as ABOUT } from '../phrases/form-phrases.ts';
import { LANGUAGES, type Language } from '../phrases/language.ts';
import { word, type Form } from './form.ts';

export const FORMS: readonly Form[] = [
  {
    parts: [word('status', 'trạng-thái')],
    about: ABOUT.status,
    isOpen: true,
    means: () => ({ command: 'status', as: 'screen' }),
  },
  {
    parts: [word('status', 'trạng-thái'), word('--json')],
    about: ABOUT.statusJson,
    isOpen: true,
    means: () => ({ command: 'status', as: 'json' }),
  },
  {
    parts: [word('language', 'ngôn-ngữ'), { is: 'choice', among: LANGUAGES }],
    about: ABOUT.language,
    isOpen: true,
    means: ([language]) => ({ command: 'language', language: language as Language }),
  },
  {
    parts: [word('help', 'giúp')],
    about: ABOUT.help,
    isOpen: true,
    means: () => ({ command: 'help' }),
  },
  {
    parts: [word('help', 'giúp'), { is: 'text', name: ABOUT.commandSlot }],
    about: ABOUT.helpOf,
    isOpen: true,
    means: ([about = '']) => ({ command: 'help', about }),
  },
  {
    parts: [word('logout', 'thoát')],
    about: ABOUT.logout,
    isOpen: true,
    means: () => ({ command: 'logout' }),
  },
];
