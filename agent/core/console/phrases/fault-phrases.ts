/** What each fault of the box itself is to a technician: on which step of the walk it lies, what it is, and what to do. */
import type { FaultCode } from '../../fault.ts';
import type { Step } from '../diagnosis/finding.ts';
import type { Say } from './language.ts';

export interface FaultTrouble {
  readonly step: Step;
  /** It will be one, or the box does its work all the same: what has failed is told first. */
  readonly isWarning?: true;
  readonly what: Say;
  readonly remedy: Say;
}

export const FAULT_TROUBLES: Readonly<Record<FaultCode, FaultTrouble>> = {
  'relay.failed': {
    step: 'amplifier',
    what: { vi: 'bo rơ-le không trả lời', en: 'the relay board does not answer' },
    remedy: {
      vi: 'Xem dây và nguồn của bo rơ-le; đèn trên bo phải sáng',
      en: 'Check the cable and the power of the relay board; its lamp must be lit',
    },
  },
  'relay.stuck-on': {
    step: 'amplifier',
    what: {
      vi: 'rơ-le dính: đã ra lệnh ngắt mà vẫn đóng, tăng âm có thể đang có điện',
      en: 'a relay is stuck on: the amplifier may be live',
    },
    remedy: {
      vi: 'CẨN THẬN ĐIỆN. Ngắt nguồn tăng âm bằng tay, thay bo rơ-le',
      en: 'MIND THE VOLTAGE. Cut the supply of the amplifier by hand, replace the relay board',
    },
  },
  'relay.stuck-off': {
    step: 'amplifier',
    what: {
      vi: 'rơ-le không đóng: đã ra lệnh đóng mà vẫn ngắt, loa sẽ câm',
      en: 'a relay does not close: the horns stay silent',
    },
    remedy: {
      vi: 'Xem dây cuộn hút và nguồn bo rơ-le; vẫn vậy thì thay bo',
      en: 'Check the coil and the power of the relay board; if it stays so, replace it',
    },
  },
  'certificate.ending': {
    step: 'tls',
    isWarning: true,
    what: {
      vi: 'chứng thư của loa này hết hạn trong vòng 60 ngày',
      en: 'the certificate of this box expires within 60 days',
    },
    remedy: {
      vi: 'Xin trung tâm chứng thư mới (broker.cert_file, broker.key_file)',
      en: 'Ask the centre for a new one (broker.cert_file, broker.key_file)',
    },
  },
  'certificate.expired': {
    step: 'tls',
    what: {
      vi: 'chứng thư của loa này đã hết hạn',
      en: 'the certificate of this box has expired',
    },
    remedy: {
      vi: 'Loa cần chứng thư mới: gõ provision, rồi báo trung tâm',
      en: 'The box needs a new one: type provision, then tell the centre',
    },
  },
  'line.short': {
    step: 'line',
    what: {
      vi: 'đường dây loa bị chập: tăng âm bị khóa tắt',
      en: 'the line to the horns was short: the amplifier is locked off',
    },
    remedy: {
      vi: 'Tìm và sửa chỗ chập, rồi gõ: faults reset, hoặc giữ nút thử 5 giây',
      en: 'Find and mend the short, then type: faults reset, or hold the test button for 5 s',
    },
  },
  'line.open': {
    step: 'line',
    what: {
      vi: 'đường dây loa bị đứt hoặc không có loa',
      en: 'the line to the horns is cut, or nothing hangs on it',
    },
    remedy: {
      vi: 'Xem dây và đầu nối từ hộp tới loa',
      en: 'Check wire and joints from the box to the horns',
    },
  },
  'heat.derated': {
    step: 'amplifier',
    isWarning: true,
    what: { vi: 'hộp nóng: phát nhỏ đi', en: 'the box is hot: it plays more quietly' },
    remedy: { vi: 'Làm sạch khe gió, che nắng cho hộp', en: 'Clear the vents, shade the box' },
  },
  'heat.off': {
    step: 'amplifier',
    what: { vi: 'hộp quá nóng: tăng âm bị tắt', en: 'the box is too hot: the amplifier stays off' },
    remedy: {
      vi: 'Để hộp nguội; làm sạch khe gió, che nắng, xem quạt',
      en: 'Let it cool; clear the vents, shade the box, check the fan',
    },
  },
  'mains.lost': {
    step: 'power',
    isWarning: true,
    what: {
      vi: 'mất điện lưới: hộp chạy bằng ắc quy',
      en: 'the mains are lost: the box runs on its battery',
    },
    remedy: {
      vi: 'Xem cầu dao và đường điện tới cột',
      en: 'Check the breaker and the mains to the pole',
    },
  },
  'tamper.open': {
    step: 'power',
    isWarning: true,
    what: { vi: 'cửa hộp đang mở', en: 'the door of the box is open' },
    remedy: {
      vi: 'Đóng cửa hộp; nếu đã đóng, xem công tắc cửa',
      en: 'Close the door; if it is closed, check its contact',
    },
  },
  'store.failed': {
    step: 'box',
    isWarning: true,
    what: {
      vi: 'đĩa không ghi được: loa vẫn phát, nhưng mất điện là quên',
      en: 'the disk takes nothing: the box plays, but forgets at a power cut',
    },
    remedy: {
      vi: 'Đĩa đầy hoặc thẻ nhớ hỏng: xoá bớt, nếu vẫn lỗi thì thay thẻ nhớ',
      en: 'The disk is full or the card is bad: free some room, else replace the card',
    },
  },
  'sensor.failed': {
    step: 'power',
    isWarning: true,
    what: { vi: 'không đọc được một cảm biến', en: 'a sensor cannot be read' },
    remedy: {
      vi: 'Xem tệp cảm biến trong [sensors] và dây của cảm biến',
      en: 'Check the files of [sensors] and the wires of the sensor',
    },
  },
};
