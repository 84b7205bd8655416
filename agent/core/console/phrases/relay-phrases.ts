/** The words of the relay screen. */
import type { PhraseTable, Say } from './language.ts';

export const RELAY_PHRASES = {
  supply: { vi: 'Rơ-le nguồn', en: 'Supply relay' },
  line: { vi: 'Rơ-le đường loa', en: 'Line relay' },
  commanded: (on: boolean): Say => ({
    vi: `lệnh: ${on ? 'đóng' : 'ngắt'}`,
    en: `commanded ${on ? 'closed' : 'open'}`,
  }),
  read: (on: boolean | null): Say => {
    if (on === null) return { vi: 'thực tế: không đọc được', en: 'cannot be read back' };
    return { vi: `thực tế: ${on ? 'đóng' : 'ngắt'}`, en: `read back ${on ? 'closed' : 'open'}` };
  },
  state: { vi: 'Tăng âm', en: 'Amplifier' },
  disagreements: { vi: 'Số lần sai lệch', en: 'Disagreements' },
  board: { vi: 'Bo rơ-le', en: 'Board' },
} as const satisfies PhraseTable;
