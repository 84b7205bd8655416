/**
 * A tour of the console: what each sentence of the table of commands is given, and what a box that is well shows for it in both
 * languages. A sentence that is not here makes `console-tour.test.ts` fail, and is driven on no terminal.
 */
import { usageOf, type Form, type Part } from '../../../agent/core/console/grammar/form.ts';
import type { Language } from '../../../agent/core/console/phrases/language.ts';

export interface TourStop {
  /** What stands in its slots, in order; the language of the tour where it is `LANGUAGE`. */
  readonly values?: readonly string[];
  /** What is typed when it asks back, one line each. */
  readonly answers?: readonly string[];
  readonly shows: Readonly<Record<Language, RegExp>>;
  /** The key that leaves it, where it does not end by itself. */
  readonly leaves?: string;
  /** The box starts again. */
  readonly isRestart?: true;
  /** Whoever leaves must log in again. */
  readonly isLogout?: true;
  /** It may be longer than a screen, or wider: lists, and what is for a program. */
  readonly isLong?: true;
}

export const LANGUAGE = 'LANGUAGE';
/** The PIN of the box, for whoever asks back for it. */
export const PIN_OF_BOX = 'PIN OF BOX';

const both = (regexp: RegExp): TourStop['shows'] => ({ vi: regexp, en: regexp });

/** By the sentence as English help writes it. */
export const TOUR: Readonly<Record<string, TourStop>> = {
  status: {
    shows: {
      vi: /^LOA TỐT \(không đo được: Nguồn điện, Đường loa\)$/m,
      en: /^LOUDSPEAKER GOOD \(not measured: Power, Speaker line\)$/m,
    },
  },
  'status --json': { shows: both(/^\{"verdict":"good"/m), isLong: true },
  watch: {
    shows: {
      vi: /^Nhiệt độ +41 °C[^]*Phím q hoặc Enter để thôi/m,
      en: /^Heat +41 °C[^]*q or Enter to leave/m,
    },
    leaves: 'q',
  },
  why: {
    shows: {
      vi: /^Đang dò, tối đa 10 giây[^]*^Card tiếng +TỐT[^]*^LOA TỐT/m,
      en: /^Trying, for 10 seconds at most[^]*^Sound card +OK[^]*^LOUDSPEAKER GOOD/m,
    },
  },
  faults: { shows: { vi: /^Không có lỗi nào\.$/m, en: /^No faults\.$/m } },
  'faults reset': { shows: { vi: /^Đã mở khóa\./m, en: /^Unlocked\./m } },
  'test tone|speech|relay|line|all': {
    values: ['line'],
    shows: {
      vi: /^Sắp phát: [^]*^Đường loa +không đo được$/m,
      en: /^To come: [^]*^Speaker line +not measured$/m,
    },
  },
  volume: {
    shows: { vi: /^Âm lượng 0 dB, tối đa 0 dB/m, en: /^The volume is 0 dB, 0 dB at most/m },
  },
  'volume DB': {
    values: ['-6'],
    shows: { vi: /^Âm lượng nay là -6 dB/m, en: /^The volume is -6 dB now/m },
  },
  stop: { shows: { vi: /^Đã ngắt mọi thứ đang phát\.$/m, en: /^Whatever played is silenced\.$/m } },
  relay: {
    shows: {
      vi: /^Rơ-le nguồn +lệnh: (đóng|ngắt); thực tế: \1$/m,
      en: /^Supply relay +commanded (closed|open); read back \1$/m,
    },
  },
  network: {
    shows: {
      vi: /^Sóng di động +-87 dBm[^]*^Thử TLS +\S+ ms TLSv1/m,
      en: /^Mobile signal +-87 dBm[^]*^TLS tried +\S+ ms TLSv1/m,
    },
  },
  time: { shows: { vi: /^Nguồn giờ +system$/m, en: /^Source +system$/m } },
  log: { shows: both(/info {2}command|info {2}started|info {2}console/), isLong: true },
  'log follow': {
    shows: { vi: /^Phím q hoặc Enter để thôi\.$/m, en: /^q or Enter to leave\.$/m },
    leaves: 'q',
    isLong: true,
  },
  'log follow WORD': {
    values: ['started'],
    shows: { vi: /^Phím q[^]*info {2}started/m, en: /^q or Enter[^]*info {2}started/m },
    leaves: 'Enter',
    isLong: true,
  },
  'log WORD': { values: ['started'], shows: both(/info {2}started/), isLong: true },
  proof: { shows: { vi: /^Bản ghi cuối +\d+$/m, en: /^Last record +\d+$/m } },
  'config show': { shows: both(/^sensors\.every_s +5 /m), isLong: true },
  'config show KEY': {
    values: ['heartbeat'],
    shows: { vi: /^heartbeat\.every_s +/m, en: /^heartbeat\.every_s +/m },
  },
  'config set KEY VALUE': {
    values: ['sensors.every_s', '6'],
    shows: {
      vi: /^sensors\.every_s = 6, chưa áp dụng/m,
      en: /^sensors\.every_s = 6, not in force/m,
    },
  },
  'config unset KEY': {
    values: ['audio.buffer_ms'],
    shows: {
      vi: /^audio\.buffer_ms vốn như trong tệp/m,
      en: /^audio\.buffer_ms is as in the file already/m,
    },
  },
  'config commit confirmed MINUTES': {
    values: ['5'],
    shows: {
      vi: /^Loa khởi động lại với cấu hình mới/m,
      en: /^The box starts again with the new/m,
    },
    isRestart: true,
  },
  'config confirm': {
    shows: { vi: /^Đã giữ cấu hình mới\.$/m, en: /^The new configuration stays\.$/m },
  },
  'config discard': {
    shows: { vi: /^Đã bỏ các thay đổi\.$/m, en: /^The changes are dropped\.$/m },
  },
  'export ymodem': {
    shows: {
      vi: /^Đã sẵn sàng: box-\S+, \d+ byte[^]*Ctrl-C để thôi/m,
      en: /^Ready: box-\S+, \d+ bytes[^]*Ctrl-C gives it up/m,
    },
    leaves: 'C-c',
  },
  export: { shows: both(/^-----END LOA BUNDLE-----$/m), isLong: true },
  restart: {
    shows: { vi: /^Loa ngắt tiếng, tắt rơ-le và khởi động lại/m, en: /^The box fades out/m },
    isRestart: true,
  },
  // Nobody who supervises this box would do it.
  reboot: {
    shows: {
      vi: /^Không khởi động lại máy được từ đây/m,
      en: /^The machine cannot be started again/m,
    },
  },
  provision: {
    shows: {
      vi: /^CÒN THIẾU: Chứng thư, Khoá gốc$[^]*^Mã PIN +đã đặt$/m,
      en: /^STILL MISSING: Certificate, Root keys$[^]*^PIN +set$/m,
    },
  },
  'provision pin': {
    answers: [PIN_OF_BOX, 'cot-loa-7', 'cot-loa-8'],
    shows: {
      vi: /^Mã PIN cũ: [^]*^Hai lần gõ mã mới không giống nhau/m,
      en: /^Old PIN: [^]*^The new PIN was not the same twice/m,
    },
  },
  identity: { shows: { vi: /^Tên loa +box$/m, en: /^Box +box$/m } },
  'language vi|en': { values: [LANGUAGE], shows: { vi: /^Tiếng Việt\.$/m, en: /^English\.$/m } },
  help: {
    shows: {
      vi: /^Lệnh \(Tab để điền nốt[^]*^Thêm về một lệnh: help LỆNH$/m,
      en: /^Commands \(Tab completes[^]*^More about one: help COMMAND$/m,
    },
  },
  'help COMMAND': {
    values: ['config'],
    shows: { vi: /^ +config show +xem, đổi cấu hình/m, en: /^ +config show +settings: show/m },
  },
  login: { shows: { vi: /^Đã đăng nhập\.$/m, en: /^Logged in\.$/m } },
  logout: { shows: { vi: /^Tạm biệt\.$/m, en: /^Good-bye\.$/m }, isLogout: true },
};

export const stopOf = (form: Form): TourStop | undefined => TOUR[usageOf(form, 'en')];

/** The sentence as it is typed: by its Vietnamese words in Vietnamese. */
export const lineOf = ({ parts }: Form, { values = [] }: TourStop, language: Language): string => {
  const slots = [...values];
  const typed = (part: Part): string => {
    if (part.is === 'word') return language === 'vi' ? (part.vi ?? part.word) : part.word;
    const value = slots.shift() ?? '';
    return value === LANGUAGE ? language : value;
  };
  return parts.map(typed).join(' ');
};
