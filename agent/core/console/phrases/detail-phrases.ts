/** The labels of the screens that tell one thing in full. */
import type { CorrectionReport } from '../../wire/report.ts';
import { decimal, type PhraseTable, type Say } from './language.ts';

export const DETAIL_PHRASES = {
  address: { vi: 'Địa chỉ', en: 'Address' },
  route: { vi: 'Đường ra', en: 'Route' },
  noRoute: { vi: 'KHÔNG CÓ', en: 'NONE' },
  nameServers: { vi: 'Máy chủ DNS', en: 'DNS servers' },
  signal: { vi: 'Sóng Wi-Fi', en: 'Wi-Fi signal' },
  mobile: { vi: 'Sóng di động', en: 'Mobile signal' },
  notMeasured: { vi: 'không đo được', en: 'not measured' },
  broker: { vi: 'Máy chủ', en: 'Broker' },
  link: { vi: 'Kết nối', en: 'Connection' },
  dns: { vi: 'Thử DNS', en: 'DNS tried' },
  tcp: { vi: 'Thử cổng TCP', en: 'TCP tried' },
  tls: { vi: 'Thử TLS', en: 'TLS tried' },
  skipped: { vi: 'không thử', en: 'not tried' },
  now: { vi: 'Bây giờ', en: 'Now' },
  nowIs: (utc: string, vietnam: string): Say => ({
    vi: `${utc} (giờ Việt Nam ${vietnam})`,
    en: `${utc} (${vietnam} in Vietnam)`,
  }),
  server: { vi: 'Nguồn giờ', en: 'Source' },
  trusted: { vi: 'Có tin được', en: 'Trusted' },
  yes: { vi: 'có', en: 'yes' },
  no: { vi: 'KHÔNG', en: 'NO' },
  error: { vi: 'Sai số tối đa', en: 'Error at most' },
  syncState: { vi: 'Trạng thái', en: 'State' },
  drift: { vi: 'Đồng hồ trôi', en: 'Drift' },
  roundTrip: { vi: 'Đi về', en: 'Round trip' },
  answered: { vi: 'Trả lời cách đây', en: 'Answered ago' },
  stepError: { vi: 'Lệch nhịp', en: 'Step error' },
  correction: { vi: 'Chỉnh nhịp', en: 'Correction' },
  notPlaying: { vi: 'chỉ đo khi đang phát', en: 'measured while it plays' },
  ppm: (value: Say): Say => ({ vi: `${value.vi} ppm`, en: `${value.en} ppm` }),
  box: { vi: 'Tên loa', en: 'Box' },
  area: { vi: 'Địa bàn', en: 'Area' },
  version: { vi: 'Phiên bản', en: 'Version' },
  machine: { vi: 'Máy', en: 'Machine' },
  roots: { vi: 'Khoá gốc', en: 'Root keys' },
  sink: { vi: 'Card tiếng', en: 'Sound card' },
  decoder: { vi: 'Giải mã', en: 'Decoder' },
  relays: { vi: 'Rơ-le', en: 'Relays' },
  config: { vi: 'Tệp cấu hình', en: 'Configuration' },
  lastRecord: { vi: 'Bản ghi cuối', en: 'Last record' },
  acknowledged: { vi: 'Đài đã nhận tới', en: 'Acknowledged' },
  waiting: { vi: 'Chưa được nhận', en: 'Waiting' },
  unsaved: { vi: 'Chưa ghi vào đĩa', en: 'Not on disk yet' },
  dropped: { vi: 'Đã mất', en: 'Lost' },
  noFaults: { vi: 'Không có lỗi nào.', en: 'No faults.' },
} as const satisfies PhraseTable;

/** By how much it plays faster than the card by itself would. */
export const correctionSays = ({ latelyPpm, overallPpm }: CorrectionReport): Say => {
  const [lately, overall] = [decimal(latelyPpm, 1), decimal(overallPpm, 1)];
  return {
    vi: `${lately.vi} ppm lúc này, ${overall.vi} ppm cả bản tin`,
    en: `${lately.en} ppm now, ${overall.en} ppm overall`,
  };
};
