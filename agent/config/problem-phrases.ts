/** What is said of a mistake in a configuration, in both languages: it stands in the terminal of whoever wrote it, and on the console of the box. */
import type { PhraseTable, Say } from '../core/console/phrases/language.ts';

/** Behind the key, as in `audio.buffer_ms: found 9999, expected a whole number from 60 to 600 (ms)`. */
export const PROBLEM_PHRASES = {
  missing: (expected: Say): Say => ({
    vi: `chưa có, cần ${expected.vi}`,
    en: `missing, expected ${expected.en}`,
  }),
  found: (found: Say, expected: Say): Say => ({
    vi: `đang là ${found.vi}, cần ${expected.vi}`,
    en: `found ${found.en}, expected ${expected.en}`,
  }),
  tooLong: (characters: number, most: number): Say => ({
    vi: `có ${characters} ký tự, tối đa ${most}`,
    en: `found ${characters} characters, expected at most ${most}`,
  }),
  notToml: (reason: string): Say => ({
    vi: `sai cú pháp TOML: ${reason}`,
    en: `not TOML: ${reason}`,
  }),
  table: (name: string): Say => ({ vi: `một bảng: [${name}]`, en: `a table: [${name}]` }),
  notForConsole: {
    vi: 'mục này không đặt được tại console',
    en: 'this is not to be set at the console',
  },
  unknownTable: (meant: string | undefined, tables: string): Say =>
    meant === undefined
      ? {
          vi: `không có bảng này; cần một trong ${tables}`,
          en: `unknown table; expected one of ${tables}`,
        }
      : {
          vi: `không có bảng này; có phải [${meant}]?`,
          en: `unknown table; did you mean [${meant}]?`,
        },
  unknownKey: (meant: string | undefined, keys?: string): Say => {
    if (meant !== undefined)
      return {
        vi: `không có mục này; có phải ${meant}?`,
        en: `unknown key; did you mean ${meant}?`,
      };
    return keys === undefined
      ? { vi: 'không có mục này', en: 'unknown key' }
      : {
          vi: `không có mục này; cần một trong ${keys}`,
          en: `unknown key; expected one of ${keys}`,
        };
  },
  unread: (cause: Say): Say => ({
    vi: `không đọc được cấu hình: ${cause.vi}`,
    en: `cannot read the configuration: ${cause.en}`,
  }),
} as const satisfies PhraseTable;

/** Of two settings that cannot both be meant. */
export const CONTRADICTION_PHRASES = {
  plaintextAbroad: (url: string): Say => ({
    vi: `đang là ${url}, ai trên đường cũng đọc được; cần mqtts://, hoặc đặt broker.allow_plaintext = true`,
    en: `found ${url}, which anyone on the way can read; expected mqtts://, or set broker.allow_plaintext = true`,
  }),
  ofTls: {
    vi: 'không dùng được khi broker.url là mqtt://; ở đó cần mqtts://',
    en: 'has no use where broker.url is mqtt://; expected mqtts:// there',
  },
  without: (other: string): Say => ({
    vi: `có mà thiếu ${other}; cần cả hai hoặc không mục nào`,
    en: `found without ${other}; expected both or neither`,
  }),
  needsPath: (key: string, value: string): Say => ({
    vi: `chưa có, cần một đường dẫn, vì ${key} là "${value}"`,
    en: `missing, expected a path, because ${key} is "${value}"`,
  }),
  needsValue: (key: string, value: string): Say => ({
    vi: `chưa có, cần một giá trị, vì ${key} là "${value}"`,
    en: `missing, expected a value, because ${key} is "${value}"`,
  }),
  tooLarge: (found: number, other: string, most: number): Say => ({
    vi: `đang là ${found}; tối đa bằng ${other}, là ${most}`,
    en: `found ${found}; expected no more than ${other}, which is ${most}`,
  }),
  noWarmUp: {
    vi: 'đang là 0, tức là bỏ hẳn thời gian làm nóng; cần ít nhất 1, hoặc bỏ mục này',
    en: 'found 0, which skips the warm-up; expected at least 1, or leave it out',
  },
  tooSmall: (found: number, other: string, least: number): Say => ({
    vi: `đang là ${found}; phải lớn hơn ${other}, là ${least}`,
    en: `found ${found}, expected more than ${other}, which is ${least}`,
  }),
  samePlace: (found: number): Say => ({
    vi: `đang là ${found}, chỗ đó đã là rơ-le nguồn`,
    en: `found ${found}, where the supply relay is already`,
  }),
  notACoil: (found: number, most: number): Say => ({
    vi: `đang là ${found}; cần cuộn từ 0 đến ${most}, vì amplifier.relays là "modbus"`,
    en: `found ${found}, expected a coil from 0 to ${most}, because amplifier.relays is "modbus"`,
  }),
  notAChannel: (found: number): Say => ({
    vi: `đang là ${found}; cần kênh từ 1 đến 8, vì amplifier.relays là "serial"`,
    en: `found ${found}, expected a channel from 1 to 8, because amplifier.relays is "serial"`,
  }),
} as const satisfies PhraseTable;

/** Of the files that a configuration names. */
export const FILE_PHRASES = {
  open: (file: string, mode: string): Say => ({
    vi: `${file} có quyền ${mode}, người khác đọc được; cần 600: chmod 600 ${file}`,
    en: `${file} has mode ${mode}, so others may read it; expected 600: chmod 600 ${file}`,
  }),
  noPassword: (file: string): Say => ({
    vi: `dòng đầu của ${file} trống, cần mật khẩu`,
    en: `the first line of ${file} is empty, expected the password`,
  }),
  tooLarge: (file: string, bytes: number, most: number): Say => ({
    vi: `${file} có ${bytes} byte, tối đa ${most}`,
    en: `${file} has ${bytes} bytes, expected at most ${most}`,
  }),
  unread: (file: string, cause: Say): Say => ({
    vi: `không đọc được ${file}: ${cause.vi}`,
    en: `cannot read ${file}: ${cause.en}`,
  }),
  noCertificate: (file: string): Say => ({
    vi: `${file} không có chứng thư, cần PEM: -----BEGIN CERTIFICATE----- …`,
    en: `${file} holds no certificate, expected PEM: -----BEGIN CERTIFICATE----- …`,
  }),
  foreign: (file: string, name: string, boxId: string): Say => ({
    vi: `${file} là chứng thư của ${name}, mà box.id là "${boxId}"; cần chứng thư của chính loa này`,
    en: `${file} is the certificate of ${name}, but box.id is "${boxId}"; expected one made for this box`,
  }),
  encrypted: (file: string): Say => ({
    vi: `${file} bị mã hoá, mà tại loa không có ai gõ mật khẩu`,
    en: `${file} is encrypted, and nobody is at the box to type its password`,
  }),
  noKey: (file: string): Say => ({
    vi: `${file} không có khoá riêng, cần PEM: -----BEGIN PRIVATE KEY----- …`,
    en: `${file} holds no private key, expected PEM: -----BEGIN PRIVATE KEY----- …`,
  }),
  notAPair: {
    vi: 'không phải khoá của broker.cert_file: cần đúng cặp được tạo cùng nhau',
    en: 'is not the key of broker.cert_file: expected the two that were made together',
  },
} as const satisfies PhraseTable;

/** Why a file cannot be read or written, by the code of the system. */
export const FILE_CAUSES: Readonly<Record<string, Say>> = {
  ENOENT: { vi: 'không có tệp này', en: 'there is no such file' },
  EACCES: { vi: 'người dùng này không được đọc', en: 'this user may not read it' },
  EISDIR: { vi: 'đó là thư mục', en: 'it is a directory' },
  ENOTDIR: {
    vi: 'một phần của đường dẫn không phải thư mục',
    en: 'a part of the path is not a directory',
  },
  EIO: { vi: 'đĩa không đọc được', en: 'the disk cannot be read' },
};
