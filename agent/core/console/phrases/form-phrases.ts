/** What each command is for, in the help. */
import type { PhraseTable } from './language.ts';

export const FORM_PHRASES = {
  status: {
    vi: 'loa có tốt không, hỏng gì, phải làm gì',
    en: 'is it good, what is wrong, what to do',
  },
  statusJson: { vi: 'như trên, cho máy đọc (JSON)', en: 'the same for programs (JSON)' },
  language: { vi: 'đổi tiếng: vi hoặc en', en: 'change the language: vi or en' },
  help: { vi: 'bảng lệnh này', en: 'this list' },
  helpOf: { vi: 'cách dùng một lệnh', en: 'how one command is used' },
  commandSlot: { vi: 'lệnh', en: 'command' },
  logout: { vi: 'thoát', en: 'leave' },
} as const satisfies PhraseTable;
