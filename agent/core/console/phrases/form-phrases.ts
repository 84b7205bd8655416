/** What each command is for, in the help. */
import type { PhraseTable } from './language.ts';

export const FORM_PHRASES = {
  status: {
    vi: 'loa có tốt không, hỏng gì, phải làm gì',
    en: 'is it good, what is wrong, what to do',
  },
  statusJson: { vi: 'như trên, cho máy đọc (JSON)', en: 'the same for programs (JSON)' },
  watch: {
    vi: 'xem trực tiếp: mức tiếng, đệm, rơ-le, mạng',
    en: 'live: level, buffer, relays, link',
  },
  why: {
    vi: 'dò lỗi từng chặng, từ nguồn điện tới loa',
    en: 'walk from the power to the horn, find the fault',
  },
  faults: { vi: 'các lỗi đang có và cách sửa', en: 'what is wrong now, and the remedies' },
  test: {
    vi: 'thử tiếng, rơ-le, đường loa, hoặc tất cả',
    en: 'try sound, relays, speaker line, or all',
  },
  faultsReset: {
    vi: 'đã sửa xong: mở khóa những gì tự khóa (chập dây)',
    en: 'it is mended: lift what has locked itself (a short)',
  },
  volume: { vi: 'xem, đổi âm lượng', en: 'how loud, and louder or quieter' },
  volumeSet: { vi: 'đặt mức này, tới khi khởi động lại', en: 'so loud, until it starts again' },
  decibelsSlot: { vi: 'dB', en: 'dB' },
  stop: { vi: 'ngắt ngay mọi thứ đang phát', en: 'silence whatever plays' },
  network: {
    vi: 'địa chỉ, đường ra, DNS, độ trễ máy chủ',
    en: 'addresses, route, DNS, broker latency',
  },
  time: { vi: 'giờ của loa đúng tới đâu', en: 'how right the time of the box is' },
  log: { vi: 'nhật ký gần đây', en: 'the latest of the log' },
  logFilter: { vi: 'chỉ những dòng có chữ này', en: 'only lines that hold this word' },
  logFollow: { vi: 'xem nhật ký đang ghi', en: 'the log as it is written' },
  relay: {
    vi: 'rơ-le: đã ra lệnh gì, thực tế thế nào',
    en: 'relays: as commanded, and as read back',
  },
  proof: {
    vi: 'bằng chứng phát: đã ghi, đã gửi tới đâu',
    en: 'proof of play: recorded, acknowledged',
  },
  config: {
    vi: 'xem, đổi cấu hình (không giữ thì trở lại)',
    en: 'settings: show, change, and keep or lose',
  },
  configShow: { vi: 'chỉ các mục bắt đầu như vậy', en: 'only keys that begin so' },
  configSet: { vi: 'đổi một mục, chưa áp dụng', en: 'change one, not in force yet' },
  configUnset: { vi: 'lại như trong tệp, chưa áp dụng', en: 'as in the file again, not yet' },
  configCommit: {
    vi: 'áp dụng, tự trở lại sau N phút',
    en: 'put in force, undone after N minutes',
  },
  configConfirm: { vi: 'giữ hẳn cấu hình mới', en: 'keep what was committed' },
  configDiscard: { vi: 'bỏ các thay đổi', en: 'drop the changes' },
  keySlot: { vi: 'mục', en: 'key' },
  valueSlot: { vi: 'giá-trị', en: 'value' },
  minutesSlot: { vi: 'phút', en: 'minutes' },
  export: { vi: 'gói hỗ trợ gửi trung tâm (base64)', en: 'support bundle for the centre (base64)' },
  exportYmodem: { vi: 'như trên, bằng YMODEM', en: 'the same by YMODEM' },
  restart: { vi: 'khởi động lại chương trình loa', en: 'start the agent again' },
  reboot: { vi: 'khởi động lại cả máy', en: 'start the whole machine again' },
  filterSlot: { vi: 'chữ', en: 'word' },
  provision: {
    vi: 'loa đã được cấp đủ chưa: PIN, chứng thư, khoá',
    en: 'what it was given: PIN, certificate, keys',
  },
  provisionPin: { vi: 'đổi mã PIN của loa này', en: 'give this box another PIN' },
  identity: { vi: 'tên, phiên bản, cấu hình của loa', en: 'name, version, make-up of the box' },
  language: { vi: 'đổi tiếng: vi hoặc en', en: 'change the language: vi or en' },
  help: { vi: 'bảng lệnh này', en: 'this list' },
  helpOf: { vi: 'cách dùng một lệnh', en: 'how one command is used' },
  commandSlot: { vi: 'lệnh', en: 'command' },
  login: { vi: 'đăng nhập bằng mã PIN', en: 'log in by the PIN' },
  logout: { vi: 'thoát', en: 'leave' },
} as const satisfies PhraseTable;
