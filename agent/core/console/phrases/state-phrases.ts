/** The states of the box in words. */
import type { AmplifierState } from '../../amplifier/amplifier.ts';
import type { AnnouncementPhase, SyncState } from '../../wire/report.ts';
import type { LineState } from '../../body/speaker-line.ts';
import type { LinkState } from '../../report/link.ts';
import type { Say } from './language.ts';

export const AMPLIFIER_STATES: Readonly<Record<AmplifierState, Say>> = {
  off: { vi: 'tắt', en: 'off' },
  warming: { vi: 'đang nóng máy', en: 'warming up' },
  lingering: { vi: 'vừa bật, sắp tắt', en: 'just on, about to go off' },
  on: { vi: 'bật', en: 'on' },
  holding: { vi: 'bật, sắp tắt', en: 'on, about to go off' },
  resting: { vi: 'vừa tắt, đang nghỉ', en: 'just off, resting' },
  queued: { vi: 'đang nghỉ, chờ bật lại', en: 'resting, to go on again' },
};

export const PHASES: Readonly<Record<AnnouncementPhase, Say>> = {
  waiting: { vi: 'đang chờ giờ phát', en: 'waiting for its time' },
  playing: { vi: 'đang phát', en: 'playing' },
  dormant: { vi: 'đứt nguồn', en: 'nothing comes' },
  ending: { vi: 'đang kết thúc', en: 'ending' },
};

export const SYNC_STATES: Readonly<Record<SyncState, Say>> = {
  unsynced: { vi: 'chưa có giờ', en: 'unsynced' },
  coarse: { vi: 'gần đúng', en: 'coarse' },
  locked: { vi: 'đã khoá', en: 'locked' },
  holdover: { vi: 'tự giữ', en: 'holdover' },
};

export const LINK_STATES: Readonly<Record<LinkState, Say>> = {
  down: { vi: 'mất nối', en: 'down' },
  connecting: { vi: 'đang nối', en: 'connecting' },
  up: { vi: 'đã nối', en: 'up' },
};

export const LINE_STATES: Readonly<Record<LineState, Say>> = {
  normal: { vi: 'bình thường', en: 'normal' },
  short: { vi: 'CHẬP', en: 'SHORT' },
  open: { vi: 'HỞ MẠCH: đứt dây hoặc không có loa', en: 'OPEN: cut, or nothing hangs on it' },
  unknown: { vi: 'không đo được', en: 'not measured' },
};
