/** What is said of the PIN: while it is asked for, and of one that shall be the new one. */
import { PIN_CHARS_MAX, PIN_CHARS_MIN, type PinWeakness } from '../login/pin-strength.ts';
import { reasonSays } from './device-reasons.ts';
import { span, type PhraseTable, type Say } from './language.ts';

export const PIN_PHRASES = {
  prompt: { vi: 'Mã PIN: ', en: 'PIN: ' },
  right: { vi: 'Đã đăng nhập.', en: 'Logged in.' },
  wrong: (waitS: number): Say => ({
    vi: waitS === 0 ? 'Sai mã PIN.' : `Sai mã PIN. Đợi ${span(waitS).vi} rồi thử lại.`,
    en: waitS === 0 ? 'Wrong PIN.' : `Wrong PIN. Wait ${span(waitS).en}, and try again.`,
  }),
  locked: (waitS: number): Say => ({
    vi: `Đã sai nhiều lần: còn phải đợi ${span(waitS).vi}.`,
    en: `Too many wrong PINs: wait another ${span(waitS).en}.`,
  }),
  unset: {
    vi: 'Loa này chưa đặt mã PIN nên chỉ xem được status. Đặt tại máy: loa-agent set-pin',
    en: 'This box has no PIN yet, so only status shows. Set it on the machine: loa-agent set-pin',
  },
  needed: {
    vi: 'Lệnh này cần đăng nhập: không dùng được từ một lệnh đơn.',
    en: 'That needs a login, and cannot be had by a single command.',
  },
  oldPrompt: { vi: 'Mã PIN cũ: ', en: 'Old PIN: ' },
  newPrompt: {
    vi: `Mã PIN mới (từ ${PIN_CHARS_MIN} ký tự): `,
    en: `New PIN (${PIN_CHARS_MIN} characters or more): `,
  },
  againPrompt: { vi: 'Gõ lại mã PIN mới: ', en: 'New PIN again: ' },
  differ: {
    vi: 'Hai lần gõ mã mới không giống nhau: chưa đổi gì.',
    en: 'The new PIN was not the same twice: nothing was changed.',
  },
  changed: {
    vi: 'Đã đổi mã PIN. Lần sau đăng nhập bằng mã mới.',
    en: 'The PIN is changed. Log in by the new one from now on.',
  },
  changedElsewhere: {
    vi: 'Mã PIN vừa được đổi ở chỗ khác: đã thoát, đăng nhập bằng mã mới.',
    en: 'The PIN was changed elsewhere: you are logged out, log in by the new one.',
  },
  notKept: (why: string): Say => ({
    vi: `Không ghi được mã PIN mới, mã cũ vẫn dùng: ${reasonSays(why).vi}`,
    en: `The new PIN cannot be kept, the old one still holds: ${reasonSays(why).en}`,
  }),
} as const satisfies PhraseTable;

/** Of `loa-agent set-pin`, on the machine itself. */
export const SET_PIN_PHRASES = {
  noPlace: {
    vi: 'không có chỗ giữ mã PIN: đặt console.pin_file trong cấu hình',
    en: 'there is no place for a PIN: set console.pin_file in the configuration',
  },
  prompt: { vi: 'Mã PIN: ', en: 'PIN: ' },
  againPrompt: { vi: 'Gõ lại mã PIN: ', en: 'PIN again: ' },
  differ: {
    vi: 'hai lần gõ không giống nhau: chưa đổi gì',
    en: 'the two PINs differ: nothing was changed',
  },
  notWritten: (file: string, cause: Say): Say => ({
    vi: `không ghi được ${file}: ${cause.vi}`,
    en: `cannot write ${file}: ${cause.en}`,
  }),
  set: (file: string): Say => ({
    vi: `đã đặt mã PIN, dạng băm, trong ${file}`,
    en: `the PIN is set, hashed, in ${file}`,
  }),
} as const satisfies PhraseTable;

export const PIN_WEAKNESSES: Readonly<Record<PinWeakness, Say>> = {
  short: {
    vi: `Chưa đổi: mã mới phải có ít nhất ${PIN_CHARS_MIN} ký tự.`,
    en: `Not changed: a PIN has at least ${PIN_CHARS_MIN} characters.`,
  },
  long: {
    vi: `Chưa đổi: mã mới chỉ được tối đa ${PIN_CHARS_MAX} ký tự.`,
    en: `Not changed: a PIN has at most ${PIN_CHARS_MAX} characters.`,
  },
  few: {
    vi: 'Chưa đổi: mã mới chỉ có một hai ký tự lặp đi lặp lại.',
    en: 'Not changed: it is one or two characters over and over.',
  },
  counting: {
    vi: 'Chưa đổi: mã mới chỉ đếm lên hoặc đếm xuống.',
    en: 'Not changed: it only counts up or down.',
  },
  'box-name': {
    vi: 'Chưa đổi: mã mới là tên của loa, ai cũng biết.',
    en: 'Not changed: it is the name of the box, which everybody knows.',
  },
};
