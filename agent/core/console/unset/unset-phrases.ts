/** What the console says of a box that cannot start: why, and what whoever stands there can do. */
import type { GivenName, UnsetBox } from './unset-box.ts';
import type { PhraseTable, Say } from '../phrases/language.ts';

export const UNSET_PHRASES = {
  greeting: (name: Say, version: string): Say => ({
    vi: `Loa ${name.vi} (${version}). Gõ status để xem loa, help để xem lệnh.\n(English: language en)`,
    en: `Loa ${name.en} (${version}). Type status to see the box, help for the commands.\n(Tiếng Việt: language vi)`,
  }),
  nameless: { vi: 'chưa có tên', en: 'without name' },
  verdict: { vi: 'CHƯA CHẠY:', en: 'NOT RUNNING:' },
  notGiven: (keys: string): Say => ({
    vi: `chưa được cấp ${keys}`,
    en: `it was not given ${keys}`,
  }),
  lostFile: (file: string): Say => ({
    vi: `không còn tệp cấu hình ${file}`,
    en: `the configuration ${file} is gone`,
  }),
  more: (count: number): Say => ({
    vi: `và ${count} lỗi nữa: loa-agent check-config`,
    en: `and ${count} more: loa-agent check-config`,
  }),
  idle: {
    vi: 'Loa không phát gì, không nghe ai, không nối máy chủ.',
    en: 'It plays nothing, believes nobody, and has no broker.',
  },
  setUp: {
    vi: 'Gõ provision để xem phải cấp gì cho loa',
    en: 'Type provision to see what the box must be given',
  },
  setUpAgain: {
    vi: 'Chép lại tệp tại máy (phần cứng của loa khai trong đó), hoặc gõ provision để cấp lại từ đầu',
    en: 'Bring it back on the machine (what hangs on the box stands there too), or type provision to set it up anew',
  },
  setHere: (key: string): Say => ({
    vi: `Gõ: config set ${key} GIÁ-TRỊ, rồi: config commit confirmed 5`,
    en: `Type: config set ${key} VALUE, then: config commit confirmed 5`,
  }),
  mendFile: (file: string): Say => ({
    vi: `Sửa tại máy, xem ${file}; đúng là loa tự chạy`,
    en: `Mend it on the machine, see ${file}; the box starts by itself once it is right`,
  }),
  pinFirst: {
    vi: 'Loa mới, chưa có mã PIN. Đặt mã trước đã: provision pin',
    en: 'A new box, without a PIN. Set that first: provision pin',
  },
  pinAtMachine: (file: string): Say => ({
    vi: `Loa này từng được cấu hình nhưng không có mã PIN nên ở đây chỉ xem được. Đặt tại máy: loa-agent set-pin --config ${file}`,
    en: `This box was set up once and has no PIN, so you can only look from here. Set one on the machine: loa-agent set-pin --config ${file}`,
  }),
  needsBox: { vi: 'Lệnh này cần loa đang chạy.', en: 'That needs a box that runs.' },
  firstPinSet: {
    vi: 'Đã đặt mã PIN của loa này. Giữ kỹ, rồi gõ: login',
    en: 'This box has its PIN now. Keep it safe, then type: login',
  },
  firstPinNotKept: (why: Say): Say => ({
    vi: `Không ghi được mã PIN: ${why.vi}`,
    en: `The PIN cannot be kept: ${why.en}`,
  }),
  lacks: (what: Say): Say => ({ vi: `CÒN THIẾU: ${what.vi}`, en: `STILL MISSING: ${what.en}` }),
  allGiven: {
    vi: 'ĐÃ ĐỦ. Gõ: config commit confirmed 5',
    en: 'ALL IS THERE. Type: config commit confirmed 5',
  },
  allGivenButMistakes: {
    vi: 'ĐÃ ĐỦ, nhưng cấu hình còn lỗi: gõ why',
    en: 'ALL IS THERE, but the configuration has mistakes: type why',
  },
  none: { vi: 'CHƯA CÓ', en: 'NONE' },
  wrong: { vi: 'SAI: gõ why', en: 'WRONG: type why' },
  waiting: (value: string): Say => ({
    vi: `${value} (chưa áp dụng)`,
    en: `${value} (not in force yet)`,
  }),
  typePin: { vi: 'gõ: provision pin', en: 'type: provision pin' },
  typePinAtMachine: (file: string): Say => ({
    vi: `tại máy: loa-agent set-pin --config ${file}`,
    en: `on the machine: loa-agent set-pin --config ${file}`,
  }),
  typeKey: (key: GivenName, slot: Say): Say => ({
    vi: `gõ: config set ${key} ${slot.vi}`,
    en: `type: config set ${key} ${slot.en}`,
  }),
  noRelays: { vi: 'fake: không đóng ngắt gì', en: 'fake: nothing is switched' },
  typeRelays: {
    vi: 'gõ: config set amplifier.relays gpio, rồi amplifier.supply, amplifier.line',
    en: 'type: config set amplifier.relays gpio, then amplifier.supply, amplifier.line',
  },
  software: { vi: 'Phần mềm', en: 'Software' },
  machine: { vi: 'Máy', en: 'Machine' },
} as const satisfies PhraseTable;

/** How its relays are held. */
export const HELD_PHRASES: Readonly<Record<UnsetBox['held'], Say>> = {
  off: { vi: 'Rơ-le đã ngắt.', en: 'Its relays are off.' },
  unknown: {
    vi: 'CHÚ Ý ĐIỆN: không chắc rơ-le đã ngắt, bo rơ-le không trả lời hoặc kẹt.',
    en: 'MIND THE VOLTAGE: its relays may be on, the board does not answer or one sticks.',
  },
  none: { vi: 'Loa chưa từng đóng rơ-le nào.', en: 'It has never switched a relay.' },
};

/** What stands for a value that is to be typed. */
export const GIVEN_SLOTS: Readonly<Record<GivenName, Say>> = {
  'box.id': { vi: 'TÊN', en: 'NAME' },
  'box.area': { vi: 'MÃ-ĐỊA-BÀN', en: 'AREA-CODE' },
  'broker.url': { vi: 'mqtts://MÁY-CHỦ:8883', en: 'mqtts://HOST:8883' },
  'trust.roots': { vi: 'KHOÁ-1,KHOÁ-2', en: 'KEY-1,KEY-2' },
};
