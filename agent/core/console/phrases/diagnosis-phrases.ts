/** What the diagnosis says of each step, and what is to be done. */
import type { Mark, Step } from '../diagnosis/finding.ts';
import { decimal, duration, span, type PhraseTable, type Say } from './language.ts';

export const STEP_NAMES: Readonly<Record<Step, Say>> = {
  power: { vi: 'Nguồn điện', en: 'Power' },
  box: { vi: 'Máy', en: 'Box' },
  network: { vi: 'Mạng', en: 'Network' },
  dns: { vi: 'DNS', en: 'DNS' },
  tls: { vi: 'TLS', en: 'TLS' },
  broker: { vi: 'Máy chủ', en: 'Broker' },
  time: { vi: 'Giờ', en: 'Time' },
  announcement: { vi: 'Bản tin', en: 'Announcement' },
  decoder: { vi: 'Giải mã', en: 'Decoder' },
  card: { vi: 'Card tiếng', en: 'Sound card' },
  amplifier: { vi: 'Tăng âm', en: 'Amplifier' },
  line: { vi: 'Đường loa', en: 'Speaker line' },
};

export const MARK_NAMES: Readonly<Record<Mark, Say>> = {
  pass: { vi: 'TỐT', en: 'OK' },
  warn: { vi: 'CHÚ Ý', en: 'WARN' },
  fail: { vi: 'HỎNG', en: 'FAIL' },
  unknown: { vi: '-', en: '-' },
};

export const DIAGNOSIS = {
  notMeasured: { vi: 'trên loa này không có gì để đo', en: 'nothing here measures it' },
  notTried: { vi: 'chưa thử; gõ: why', en: 'not tried; type: why' },
  afterFault: {
    vi: 'chưa biết: còn vướng ở trên',
    en: 'not known: something above stands in the way',
  },
  mainsThere: { vi: 'có điện lưới', en: 'mains there' },
  volts: (volts: number): Say => ({
    vi: `${decimal(volts, 1).vi} V`,
    en: `${decimal(volts, 1).en} V`,
  }),
  amperes: (amperes: number): Say => ({
    vi: `${decimal(amperes, 2).vi} A`,
    en: `${decimal(amperes, 2).en} A`,
  }),
  degrees: (degrees: number): Say => ({
    vi: `${decimal(degrees, 0).vi} °C`,
    en: `${decimal(degrees, 0).en} °C`,
  }),
  lineNormal: { vi: 'bình thường', en: 'normal' },
  running: (uptimeS: number): Say => ({
    vi: `chạy được ${span(uptimeS).vi}`,
    en: `up for ${span(uptimeS).en}`,
  }),
  diskRoom: (freeMiB: number): Say => ({
    vi: `đĩa còn ${freeMiB} MiB`,
    en: `${freeMiB} MiB of disk free`,
  }),
  diskLow: (room: string): Say => ({
    vi: `đĩa đầy: chỉ còn ${room}`,
    en: `the disk is full: ${room} left`,
  }),
  diskFull: (reason: Say): Say => ({
    vi: `không ghi được đĩa: ${reason.vi}`,
    en: `the disk cannot be written: ${reason.en}`,
  }),
  diskRemedy: {
    vi: 'Đĩa đầy hoặc thẻ nhớ hỏng: xoá bớt, nếu vẫn lỗi thì thay thẻ nhớ',
    en: 'The disk is full or the card is bad: free some room, else replace the card',
  },
  routeBy: (device: string, gateway: string): Say => ({
    vi: `qua ${device}, cổng ra ${gateway}`,
    en: `by ${device}, gateway ${gateway}`,
  }),
  connected: { vi: 'đang thông', en: 'in use' },
  noTls: { vi: 'không dùng TLS (mqtt://)', en: 'TLS is not used (mqtt://)' },
  resolved: (address: string, tookUs: number): Say => ({
    vi: `${address}, ${duration(tookUs).vi}`,
    en: `${address}, ${duration(tookUs).en}`,
  }),
  brokerUp: (host: string, sinceS: number): Say => ({
    vi: `đã nối ${host} từ ${span(sinceS).vi}`,
    en: `connected to ${host} for ${span(sinceS).en}`,
  }),
  connecting: (sinceS: number): Say => ({
    vi: `đang nối, đã ${span(sinceS).vi}`,
    en: `connecting, for ${span(sinceS).en}`,
  }),
  connectingRemedy: { vi: 'Đợi 10 giây rồi gõ lại', en: 'Wait 10 seconds and type it again' },
  timeSystem: { vi: 'theo đồng hồ máy', en: 'by the clock of the machine' },
  timeUntrusted: { vi: 'đồng hồ máy chưa được tin', en: 'the clock of the machine is not trusted' },
  timeLocked: (server: string, errorUs: number): Say => ({
    vi: `đã khoá ${server}, sai số ${duration(errorUs).vi}`,
    en: `locked to ${server}, error ${duration(errorUs).en}`,
  }),
  timeCoarse: (errorUs: number): Say => ({
    vi: `gần đúng, sai số ${duration(errorUs).vi}`,
    en: `coarse, error ${duration(errorUs).en}`,
  }),
  timeHoldover: (ageS: number, errorUs: number): Say => ({
    vi: `máy chủ giờ im đã ${span(ageS).vi}, sai số ${duration(errorUs).vi}`,
    en: `time server silent for ${span(ageS).en}, error ${duration(errorUs).en}`,
  }),
  timeUnsynced: (server: string): Say => ({
    vi: `chưa có giờ từ ${server}`,
    en: `no time from ${server} yet`,
  }),
  timeRemedy: {
    vi: 'Loa vẫn phát nhưng lệch loa bên. Xem máy chủ giờ (time.server), UDP cổng 123',
    en: 'It still plays, but out of step. Check the time server (time.server), UDP port 123',
  },
  timeAdrift: (server: string): Say => ({
    vi: `${server} mất nguồn giờ: các loa vẫn khớp nhau, nhưng giờ có thể sai`,
    en: `${server} has lost its own source: boxes are in step, the time may be wrong`,
  }),
  timeAdriftRemedy: {
    vi: 'Không sửa ở loa: xem đường Internet của máy chủ giờ. Bản tin vẫn phát',
    en: 'Nothing to mend here: see the uplink of the time server. Bulletins are heard',
  },
  timeWait: { vi: 'Đợi một phút cho giờ khoá lại', en: 'Give it a minute to lock' },
  switchThrown: {
    vi: 'công tắc ngắt loa tại tủ đang gạt: không phát gì cả',
    en: 'the kill switch of this box is thrown: nothing is played',
  },
  switchRemedy: {
    vi: 'Hỏi vì sao đã gạt; nếu được phép thì gạt công tắc về lại',
    en: 'Ask why it was thrown; if you may, put the switch back',
  },
  quiet: { vi: 'không có bản tin nào lúc này', en: 'none at present' },
  announced: (phase: Say, bufferMs: number): Say => ({
    vi: `${phase.vi}, đệm ${bufferMs} ms`,
    en: `${phase.en}, ${bufferMs} ms buffered`,
  }),
  starved: (phase: Say): Say => ({
    vi: `${phase.vi}, không có gói tiếng nào tới`,
    en: `${phase.en}, no sound arrives`,
  }),
  starvedRemedy: {
    vi: 'Nguồn phát ngừng gửi hoặc mạng quá chậm: gọi đài, rồi gõ network',
    en: 'The source has stopped sending or the network is too slow: call the station, then type: network',
  },
  decodes: (name: string): Say => ({ vi: name, en: name }),
  broken: (frames: number): Say => ({
    vi: `${frames} gói hỏng trong bản tin này`,
    en: `${frames} broken frames in this announcement`,
  }),
  brokenRemedy: {
    vi: 'Lỗi ở nguồn phát: báo đài',
    en: 'The fault is at the source: tell the station',
  },
  cardPlays: (xruns: number, delayUs: number | null): Say => ({
    vi: `đang phát${delayUs === null ? '' : `, trễ ${duration(delayUs).vi}`}, ${xruns} lần hụt tiếng`,
    en: `playing${delayUs === null ? '' : `, delay ${duration(delayUs).en}`}, ${xruns} underruns`,
  }),
  cardIdle: (xruns: number): Say => ({
    vi: `nghỉ, ${xruns} lần hụt tiếng`,
    en: `idle, ${xruns} underruns`,
  }),
  cardOpens: (xruns: number): Say => ({
    vi: `mở thử được, ${xruns} lần hụt tiếng`,
    en: `opens, ${xruns} underruns`,
  }),
  cardFails: (reason: Say): Say => ({
    vi: `không mở được: ${reason.vi}`,
    en: `does not open: ${reason.en}`,
  }),
  cardStalls: (reason: Say): Say => ({
    vi: `đứng, không chạy tiếng: ${reason.vi}`,
    en: `stands still: ${reason.en}`,
  }),
  cardRemedy: {
    vi: 'Cắm lại card tiếng (USB), xem audio.device; vẫn hỏng thì thay card',
    en: 'Plug the sound card in again, see audio.device; if it still fails, replace it',
  },
  amplifierIs: (state: Say, supply: boolean, line: boolean): Say => ({
    vi: `${state.vi}; rơ-le nguồn ${supply ? 'đóng' : 'ngắt'}, rơ-le loa ${line ? 'đóng' : 'ngắt'}`,
    en: `${state.en}; supply relay ${supply ? 'closed' : 'open'}, line relay ${line ? 'closed' : 'open'}`,
  }),
  simulated: { vi: 'rơ-le giả lập, không có bo thật', en: 'simulated relays, no real board' },
} as const satisfies PhraseTable;
