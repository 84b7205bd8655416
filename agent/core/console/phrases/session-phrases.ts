/** What the console itself says: greeting, farewell, and what is wrong with a line. */
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
  outOfRange: (name: Say, least: number, most: number): Say => ({
    vi: `${name.vi.toUpperCase()} phải là số nguyên từ ${least} đến ${most}.`,
    en: `${name.en.toUpperCase()} is a whole number from ${least} to ${most}.`,
  }),
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
  idle: { vi: 'Lâu không gõ gì: đã tự thoát.', en: 'Nothing typed for long: logged out.' },
  helpHead: {
    vi: 'Lệnh (Tab để điền nốt, mũi tên lên để gọi lại):',
    en: 'Commands (Tab completes, arrow up recalls):',
  },
  helpTail: { vi: 'Thêm về một lệnh: help LỆNH', en: 'More about one: help COMMAND' },
  stopped: { vi: 'Đã ngắt mọi thứ đang phát.', en: 'Whatever played is silenced.' },
  volumeIs: (db: number, mostDb: number): Say => ({
    vi: `Âm lượng ${db} dB, tối đa ${mostDb} dB. Đổi: volume -6`,
    en: `The volume is ${db} dB, ${mostDb} dB at most. To change it: volume -6`,
  }),
  volumeSet: (db: number): Say => ({
    vi: `Âm lượng nay là ${db} dB, tới khi khởi động lại hoặc trung tâm đặt khác.`,
    en: `The volume is ${db} dB now, until the box starts again or the centre sets another.`,
  }),
  volumeCap: (mostDb: number): Say => ({
    vi: `Không đổi: loa này chỉ được tối đa ${mostDb} dB (audio.gain_db_max).`,
    en: `Not changed: this box is allowed ${mostDb} dB at most (audio.gain_db_max).`,
  }),
  latchesReset: {
    vi: 'Đã mở khóa. Gõ test line để thử, faults để xem.',
    en: 'Unlocked. Type test line to try, faults to see.',
  },
  restarting: {
    vi: 'Loa ngắt tiếng, tắt rơ-le và khởi động lại. Đợi 10 giây rồi vào lại.',
    en: 'The box fades out, switches its relays off and starts again. Come back in 10 seconds.',
  },
  rebooting: {
    vi: 'Loa ngắt tiếng, tắt rơ-le, rồi cả máy khởi động lại. Đợi một hai phút rồi vào lại.',
    en: 'The box fades out, switches its relays off, and the whole machine starts again. Come back in a minute or two.',
  },
  cannotReboot: {
    vi: 'Không khởi động lại máy được từ đây: loa không chạy dưới dịch vụ có quyền đó. Gõ restart để khởi động lại chương trình.',
    en: 'The machine cannot be started again from here: the box does not run under a service that may. Type restart to start the agent again.',
  },
  probing: { vi: 'Đang dò, tối đa 10 giây ...', en: 'Trying, for 10 seconds at most ...' },
  following: { vi: 'Phím q hoặc Enter để thôi.', en: 'q or Enter to leave.' },
  noAnswer: {
    vi: 'Không đo xong trong 10 giây. Gõ lại.',
    en: 'No answer within 10 seconds. Try again.',
  },
} as const satisfies PhraseTable;
