/** What is said while a support bundle is handed over. */
import type { YmodemOutcome } from '../ymodem/sender.ts';
import type { PhraseTable, Say } from './language.ts';

export const EXPORT_PHRASES = {
  gathering: {
    vi: 'Đang gom số liệu, tối đa 10 giây. Ctrl-C để thôi.',
    en: 'Gathering, for 10 seconds at most. Ctrl-C gives it up.',
  },
  ready: (name: string, bytes: number): Say => ({
    vi: `Đã sẵn sàng: ${name}, ${bytes} byte. Cho máy tính nhận bằng YMODEM trong vòng 60 giây (minicom: Ctrl-A R, ymodem). Ctrl-C để thôi.`,
    en: `Ready: ${name}, ${bytes} bytes. Let your terminal receive by YMODEM within 60 seconds (minicom: Ctrl-A R, ymodem). Ctrl-C gives it up.`,
  }),
} as const satisfies PhraseTable;

export const HANDED_OVER: Readonly<Record<YmodemOutcome, (bytes: number) => Say>> = {
  sent: (bytes) => ({ vi: `Đã gửi xong ${bytes} byte.`, en: `All ${bytes} bytes are sent.` }),
  cancelled: () => ({ vi: 'Đã thôi, chưa gửi xong.', en: 'Given up, it is not sent.' }),
  nobody: () => ({
    vi: 'Máy tính không nhận trong 60 giây. Phần mềm không có YMODEM thì gõ: export',
    en: 'Nobody received it within 60 seconds. For a terminal without YMODEM type: export',
  }),
  broken: () => ({
    vi: 'Đường truyền hỏng giữa chừng, chưa gửi xong. Xem lại dây, hạ tốc độ, rồi thử lại.',
    en: 'The line broke down, it is not sent. Check the cable, go slower, and try again.',
  }),
};
