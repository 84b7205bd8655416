/** What the console itself says: greeting, prompt, and what is wrong with a line. */
import type { PhraseTable, Say } from './language.ts';

export const SESSION_PHRASES = {
  greeting: (box: string, version: string): Say => ({
    vi: `Loa ${box} (${version}). Gõ status để xem loa, help để xem lệnh.\n(English: language en)`,
    en: `Loa ${box} (${version}). Type status to see the box, help for the commands.\n(Tiếng Việt: language vi)`,
  }),
  noCommand: (word: string): Say => ({
    vi: `Không có lệnh "${word}". Gõ help để xem lệnh.`,
    en: `There is no command "${word}". Type help for the commands.`,
  }),
  didYouMean: (word: string, near: string): Say => ({
    vi: `Không có lệnh "${word}". Có phải: ${near}?`,
    en: `There is no command "${word}". Did you mean ${near}?`,
  }),
  usage: (usages: Say): Say => ({ vi: `Cách dùng:\n  ${usages.vi}`, en: `Usage:\n  ${usages.en}` }),
  full: {
    vi: 'Đã có 4 người đang dùng. Thoát bớt rồi thử lại.',
    en: 'Four technicians are here already. Let one leave, and try again.',
  },
  lost: (bytes: number): Say => ({
    vi: `[đường truyền chậm: bỏ ${bytes} byte không hiện]`,
    en: `[the line is too slow: ${bytes} bytes were left out]`,
  }),
  overlong: { vi: 'Dòng quá dài, bỏ qua.', en: 'The line is too long and was left out.' },
  languageIs: { vi: 'Tiếng Việt.', en: 'English.' },
  goodbye: { vi: 'Tạm biệt.', en: 'Good-bye.' },
  helpHead: {
    vi: 'Lệnh (Tab để điền nốt, mũi tên lên để gọi lại):',
    en: 'Commands (Tab completes, arrow up recalls):',
  },
  helpTail: { vi: 'Thêm về một lệnh: help LỆNH', en: 'More about one: help COMMAND' },
} as const satisfies PhraseTable;
