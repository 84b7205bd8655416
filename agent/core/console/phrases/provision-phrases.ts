/** What is said of what a box must be given. */
import type { PhraseTable, Say } from './language.ts';

export const PROVISION_PHRASES = {
  whole: { vi: 'ĐÃ CẤP ĐỦ', en: 'ALL IS GIVEN' },
  lacks: (what: Say): Say => ({ vi: `CÒN THIẾU: ${what.vi}`, en: `STILL MISSING: ${what.en}` }),
  box: { vi: 'Tên loa', en: 'Box' },
  area: { vi: 'Địa bàn', en: 'Area' },
  broker: { vi: 'Máy chủ', en: 'Broker' },
  certificate: { vi: 'Chứng thư', en: 'Certificate' },
  roots: { vi: 'Khoá gốc', en: 'Root keys' },
  pin: { vi: 'Mã PIN', en: 'PIN' },
  time: { vi: 'Nguồn giờ', en: 'Time source' },
  file: { vi: 'Tệp cấu hình', en: 'Configuration' },
  no: { vi: 'CHƯA CÓ', en: 'NONE' },
  pinSet: { vi: 'đã đặt', en: 'set' },
  until: (end: Say): Say => ({ vi: `dùng được tới ${end.vi}`, en: `good until ${end.en}` }),
  ended: (end: Say): Say => ({ vi: `ĐÃ HẾT HẠN ${end.vi}`, en: `EXPIRED ${end.en}` }),
  setPin: (file: string): Say => ({
    vi: `Trên máy, gõ: loa-agent set-pin --config ${file}`,
    en: `On the machine: loa-agent set-pin --config ${file}`,
  }),
  askCertificate: {
    vi: 'Xin trung tâm chứng thư cho khoá của loa này, đặt vào broker.cert_file và broker.key_file trong tệp (xem: man loa-agent)',
    en: 'Ask the centre to certify the key of this box; name both in the file, broker.cert_file and broker.key_file (see: man loa-agent)',
  },
  reserveRoot: {
    vi: 'Ghi thêm khoá gốc dự phòng vào trust.roots trong tệp: mất khoá chính còn thay được',
    en: 'Add the reserve root to trust.roots in the file: without it a stolen root cannot be replaced',
  },
} as const satisfies PhraseTable;
