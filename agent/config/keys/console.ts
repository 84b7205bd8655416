/** The keys of `[console]`: the technician's console. */
import { LANGUAGES } from '../../core/console/phrases/language.ts';
import { oneOf, path, text, wholeNumberOf } from '../values/checkers.ts';
import { defaulted, isName, optional } from './key.ts';

export const CONSOLE_KEYS = {
  'console.port': optional('no console on a serial port', {
    doc: 'Serial port of the technician’s console, 8N1. It may come and go. A box that cannot start, and was never told one, speaks on the first UART of its board.',
    example: '/dev/ttyAMA0',
    check: text('a device of 1 to 200 characters, such as "/dev/ttyAMA0"', isName),
  }),
  'console.baud': defaulted(115_200, {
    doc: 'Speed of that port.',
    check: wholeNumberOf([9_600, 19_200, 38_400, 57_600, 115_200]),
  }),
  'console.socket': optional('no console on this machine', {
    doc: 'Unix socket of the same console, for `loa-agent console`. The user and the group of the agent may use it, nobody else.',
    example: '/run/loa/console.sock',
    check: path,
  }),
  'console.pin_file': optional('no PIN, and so no more than `status`', {
    doc: 'Where `loa-agent set-pin` keeps the PIN of this box, hashed. The agent changes it too, where a technician does.',
    example: '/var/lib/loa/console.pin',
    check: path,
  }),
  'console.language': defaulted('vi', {
    doc: 'Language in which the console begins; `language en` changes it for one session.',
    check: oneOf(LANGUAGES),
  }),
} as const;
