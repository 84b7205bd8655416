/** What is said about changes of the configuration. */
import type { ConfigEntry, ConfigRefusal } from '../effect.ts';
import type { PhraseTable, Say } from './language.ts';

export const CONFIG_PHRASES = {
  set: (key: string, value: string): Say => ({
    vi: `${key} = ${value}, chưa áp dụng. Gõ: config commit confirmed 5`,
    en: `${key} = ${value}, not in force yet. Type: config commit confirmed 5`,
  }),
  unset: (key: string): Say => ({
    vi: `${key} sẽ như trong tệp, chưa áp dụng. Gõ: config commit confirmed 5`,
    en: `${key} will be as in the file, not in force yet. Type: config commit confirmed 5`,
  }),
  discarded: { vi: 'Đã bỏ các thay đổi.', en: 'The changes are dropped.' },
  committed: (minutes: number): Say => ({
    vi: `Loa khởi động lại với cấu hình mới. Trong ${minutes} phút phải vào lại và gõ:\n  config confirm\nKhông gõ thì cấu hình cũ tự trở lại.`,
    en: `The box starts again with the new configuration. Come back within ${minutes} minutes and type:\n  config confirm\nOtherwise the old one returns by itself.`,
  }),
  confirmed: { vi: 'Đã giữ cấu hình mới.', en: 'The new configuration stays.' },
} as const satisfies PhraseTable;

/** Behind a value that is not of the configuration file. */
export const SET_BY: Readonly<Record<Exclude<ConfigEntry['from'], 'file'>, Say>> = {
  default: { vi: '(mặc định)', en: '(default)' },
  console: { vi: '(đặt tại console)', en: '(set at the console)' },
};

export const REFUSED_BECAUSE: Readonly<Record<ConfigRefusal, (detail: Say) => Say>> = {
  'unknown-key': (key) => ({
    vi: `Không có mục "${key.vi}". Gõ: config show`,
    en: `There is no key "${key.en}". Type: config show`,
  }),
  'locked-key': (key) => ({
    vi: `${key.vi} không đổi được từ đây: chỉ người quản trị máy mới được đổi.`,
    en: `${key.en} cannot be changed from here: that is for the administrator of the machine.`,
  }),
  'wrong-value': (expected) => ({
    vi: `Giá trị không hợp lệ. Cần: ${expected.vi}`,
    en: `That value will not do. Expected: ${expected.en}`,
  }),
  'no-change': () => ({
    vi: 'Chưa có thay đổi nào. Gõ: config set MỤC GIÁ-TRỊ',
    en: 'Nothing is changed yet. Type: config set KEY VALUE',
  }),
  'not-set': (key) => ({
    vi: `${key.vi} vốn như trong tệp, không có gì để bỏ.`,
    en: `${key.en} is as in the file already, there is nothing to take back.`,
  }),
  'wrong-whole': (why) => ({
    vi: `Cấu hình mới không dùng được, chưa đổi gì: ${why.vi}`,
    en: `The new configuration will not do, nothing was changed: ${why.en}`,
  }),
  'cannot-write': (why) => ({
    vi: `Không đọc hoặc ghi được cấu hình, chưa đổi gì: ${why.vi}`,
    en: `The configuration cannot be read or written, nothing was changed: ${why.en}`,
  }),
  'no-trial': () => ({
    vi: 'Không có cấu hình nào đang chờ xác nhận.',
    en: 'No configuration waits to be confirmed.',
  }),
};
