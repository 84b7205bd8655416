/** The words of the living screen. */
import type { SinkReport } from '../../wire/report.ts';
import { duration, type PhraseTable, type Say } from './language.ts';

export const WATCH_PHRASES = {
  level: { vi: 'Mức tiếng', en: 'Level' },
  buffer: { vi: 'Đệm', en: 'Buffer' },
  step: { vi: 'Lệch nhịp', en: 'Step error' },
  correction: { vi: 'Chỉnh nhịp', en: 'Correction' },
  announcement: { vi: 'Bản tin', en: 'Announced' },
  none: { vi: 'không có', en: 'nothing' },
  frames: { vi: 'Gói tiếng', en: 'Frames' },
  framesAre: (late: number, concealed: number, silent: number): Say => ({
    vi: `trễ ${late}, bù ${concealed}, câm ${silent}`,
    en: `late ${late}, concealed ${concealed}, silent ${silent}`,
  }),
  amplifier: { vi: 'Tăng âm', en: 'Amplifier' },
  relays: { vi: 'Rơ-le', en: 'Relays' },
  relaysAre: (supply: boolean, line: boolean): Say => ({
    vi: `nguồn ${supply ? '[#] đóng' : '[ ] ngắt'}   loa ${line ? '[#] đóng' : '[ ] ngắt'}`,
    en: `supply ${supply ? '[#] closed' : '[ ] open'}   line ${line ? '[#] closed' : '[ ] open'}`,
  }),
  card: { vi: 'Card tiếng', en: 'Sound card' },
  cardIs: ({ open, delayUs, xruns, failures }: SinkReport): Say => {
    const delay = delayUs === null ? { vi: '', en: '' } : duration(delayUs);
    return {
      vi: `${open ? 'đang phát' : 'nghỉ'}${delay.vi && `, trễ ${delay.vi}`}, hụt tiếng ${xruns}, lỗi ${failures}`,
      en: `${open ? 'playing' : 'idle'}${delay.en && `, delay ${delay.en}`}, underruns ${xruns}, failures ${failures}`,
    };
  },
  heat: { vi: 'Nhiệt độ', en: 'Heat' },
  notMeasured: { vi: 'không đo được', en: 'not measured' },
  link: { vi: 'Máy chủ', en: 'Broker' },
  time: { vi: 'Giờ', en: 'Time' },
  systemTime: { vi: 'theo đồng hồ máy', en: 'by the machine' },
  leave: { vi: 'Phím q hoặc Enter để thôi', en: 'q or Enter to leave' },
} as const satisfies PhraseTable;
