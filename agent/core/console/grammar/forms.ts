/** The one table of commands: every sentence that the console understands. Parser, completion and help are made from it. */
import { LIMITS } from '../../limits.ts';
import { FORM_PHRASES as ABOUT } from '../phrases/form-phrases.ts';
import { LANGUAGES, type Language } from '../phrases/language.ts';
import { TEST_NAMES, type TestName } from '../test-name.ts';
import type { Command } from './command.ts';
import { word, type Form, type Part } from './form.ts';

/** A command that is one word. */
const plainForm = (part: Part, about: Form['about'], command: Command): Form => ({
  parts: [part],
  about,
  isOpen: false,
  means: () => command,
});
const open = (form: Form): Form => ({ ...form, isOpen: true });

const STATUS = word('status', 'trạng-thái');
const FAULTS = word('faults', 'lỗi');
const VOLUME = word('volume', 'âm-lượng');
const LOG = word('log', 'nhật-ký');
const FOLLOW = word('follow', 'theo');
const FILTER: Part = { is: 'text', name: ABOUT.filterSlot };
const CONFIG = word('config', 'cấu-hình');
const KEY: Part = { is: 'text', name: ABOUT.keySlot };
const EXPORT = word('export', 'gói-hỗ-trợ');
const PROVISION = word('provision', 'cấp-phát');
const HELP = word('help', 'giúp');

export const FORMS: readonly Form[] = [
  open(plainForm(STATUS, ABOUT.status, { command: 'status', as: 'screen' })),
  {
    parts: [STATUS, word('--json')],
    about: ABOUT.statusJson,
    isOpen: true,
    means: () => ({ command: 'status', as: 'json' }),
  },
  plainForm(word('watch', 'xem'), ABOUT.watch, { command: 'watch' }),
  plainForm(word('why', 'vì-sao'), ABOUT.why, { command: 'why' }),
  plainForm(FAULTS, ABOUT.faults, { command: 'faults' }),
  {
    parts: [FAULTS, word('reset', 'mở-khóa')],
    about: ABOUT.faultsReset,
    isOpen: false,
    means: () => ({ command: 'reset-latches' }),
  },
  {
    parts: [word('test', 'thử'), { is: 'choice', among: TEST_NAMES }],
    about: ABOUT.test,
    isOpen: false,
    means: ([test]) => ({ command: 'test', test: test as TestName }),
  },
  plainForm(VOLUME, ABOUT.volume, { command: 'volume' }),
  {
    parts: [
      VOLUME,
      {
        is: 'number',
        name: ABOUT.decibelsSlot,
        least: LIMITS.volumeDbMin,
        most: LIMITS.volumeDbMax,
      },
    ],
    about: ABOUT.volumeSet,
    isOpen: false,
    means: ([volumeDb]) => ({ command: 'volume', volumeDb: Number(volumeDb) }),
  },
  plainForm(word('stop', 'dừng'), ABOUT.stop, { command: 'stop' }),
  plainForm(word('relay', 'rơ-le'), ABOUT.relay, { command: 'relay' }),
  plainForm(word('network', 'mạng'), ABOUT.network, { command: 'network' }),
  plainForm(word('time', 'giờ'), ABOUT.time, { command: 'time' }),
  {
    parts: [LOG],
    about: ABOUT.log,
    isOpen: false,
    means: () => ({ command: 'log', filter: '', isFollowed: false }),
  },
  {
    parts: [LOG, FOLLOW],
    about: ABOUT.logFollow,
    isOpen: false,
    means: () => ({ command: 'log', filter: '', isFollowed: true }),
  },
  {
    parts: [LOG, FOLLOW, FILTER],
    about: ABOUT.logFollow,
    isOpen: false,
    means: ([filter = '']) => ({ command: 'log', filter, isFollowed: true }),
  },
  {
    parts: [LOG, FILTER],
    about: ABOUT.logFilter,
    isOpen: false,
    means: ([filter = '']) => ({ command: 'log', filter, isFollowed: false }),
  },
  plainForm(word('proof', 'bằng-chứng'), ABOUT.proof, { command: 'proof' }),
  {
    parts: [CONFIG, word('show', 'xem')],
    about: ABOUT.config,
    isOpen: false,
    means: () => ({ command: 'config', order: { do: 'show', key: '' } }),
  },
  {
    parts: [CONFIG, word('show', 'xem'), KEY],
    about: ABOUT.configShow,
    isOpen: false,
    means: ([key = '']) => ({ command: 'config', order: { do: 'show', key } }),
  },
  {
    parts: [CONFIG, word('set', 'đặt'), KEY, { is: 'text', name: ABOUT.valueSlot }],
    about: ABOUT.configSet,
    isOpen: false,
    means: ([key = '', value = '']) => ({ command: 'config', order: { do: 'set', key, value } }),
  },
  {
    parts: [CONFIG, word('unset', 'trả-lại'), KEY],
    about: ABOUT.configUnset,
    isOpen: false,
    means: ([key = '']) => ({ command: 'config', order: { do: 'unset', key } }),
  },
  {
    parts: [
      CONFIG,
      word('commit'),
      word('confirmed'),
      { is: 'number', name: ABOUT.minutesSlot, least: 1, most: 60 },
    ],
    about: ABOUT.configCommit,
    isOpen: false,
    means: ([minutes]) => ({
      command: 'config',
      order: { do: 'commit', minutes: Number(minutes) },
    }),
  },
  {
    parts: [CONFIG, word('confirm', 'giữ')],
    about: ABOUT.configConfirm,
    isOpen: false,
    means: () => ({ command: 'config', order: { do: 'confirm' } }),
  },
  {
    parts: [CONFIG, word('discard', 'bỏ')],
    about: ABOUT.configDiscard,
    isOpen: false,
    means: () => ({ command: 'config', order: { do: 'discard' } }),
  },
  plainForm(EXPORT, ABOUT.export, { command: 'export', as: 'base64' }),
  {
    parts: [EXPORT, word('ymodem')],
    about: ABOUT.exportYmodem,
    isOpen: false,
    means: () => ({ command: 'export', as: 'ymodem' }),
  },
  plainForm(word('restart', 'khởi-động-lại'), ABOUT.restart, { command: 'restart' }),
  plainForm(word('reboot', 'khởi-động-máy'), ABOUT.reboot, { command: 'reboot' }),
  plainForm(PROVISION, ABOUT.provision, { command: 'provision' }),
  {
    parts: [PROVISION, word('pin')],
    about: ABOUT.provisionPin,
    isOpen: false,
    means: () => ({ command: 'change-pin' }),
  },
  plainForm(word('identity', 'lý-lịch'), ABOUT.identity, { command: 'identity' }),
  {
    parts: [word('language', 'ngôn-ngữ'), { is: 'choice', among: LANGUAGES }],
    about: ABOUT.language,
    isOpen: true,
    means: ([language]) => ({ command: 'language', language: language as Language }),
  },
  open(plainForm(HELP, ABOUT.help, { command: 'help' })),
  {
    parts: [HELP, { is: 'text', name: ABOUT.commandSlot }],
    about: ABOUT.helpOf,
    isOpen: true,
    means: ([about = '']) => ({ command: 'help', about }),
  },
  open(plainForm(word('login', 'đăng-nhập'), ABOUT.login, { command: 'login' })),
  open(plainForm(word('logout', 'thoát'), ABOUT.logout, { command: 'logout' })),
];
