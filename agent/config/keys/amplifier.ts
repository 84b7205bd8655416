/** The keys of `[amplifier]`: the amplifier and its relays. */
import {
  oneOf,
  path,
  right,
  flag,
  text,
  wholeNumber,
  wrong,
  type Checker,
} from '../values/checkers.ts';
import { defaulted, isName, optional } from './key.ts';

/** By hundreds, as boards count; armed three times within. More than 900 ms would be more than a second with the time it takes. */
const timedOn: Checker<number> = {
  expected: '0, or hundreds from 300 to 900',
  read: (value) => {
    if (typeof value !== 'number') return wrong();
    const isTime = value >= 300 && value <= 900 && value % 100 === 0;
    return value === 0 || isTime ? right(value) : wrong();
  },
};

export const AMPLIFIER_KEYS = {
  'amplifier.relays': defaulted('fake', {
    doc:
      'How the relays of the amplifier are driven: by `gpio` lines, a `modbus` RTU board, or a `serial` board (LCUS). `fake` drives ' +
      'none and writes what it would have done. docs/HARDWARE.md shows the wiring.',
    check: oneOf(['fake', 'gpio', 'modbus', 'serial']),
  }),
  'amplifier.journal_file': optional('no journal', {
    doc: 'Where the fake relays write each switching, one JSON object a line.',
    example: 'relays.jsonl',
    check: path,
  }),
  'amplifier.supply': optional('none; every bank but the fake one needs it', {
    doc: "Where the supply relay hangs: the line's offset on its GPIO chip, the coil of a Modbus board (its first relay is 0), or the channel of a serial board (its first is 1).",
    example: 17,
    check: wholeNumber(0, 511),
  }),
  'amplifier.line': optional('none; every bank but the fake one needs it', {
    doc: 'Where the relay of the line to the horns hangs, likewise.',
    example: 27,
    check: wholeNumber(0, 511),
  }),
  'amplifier.chip': defaulted('/dev/gpiochip0', {
    doc: 'The GPIO chip of both lines, as `gpiodetect` lists it.',
    check: text('the path of a GPIO chip', isName),
  }),
  'amplifier.active_low': defaulted(false, {
    doc: 'The relays of the GPIO lines are on while their line is low, as on most boards with optocouplers.',
    check: flag,
  }),
  'amplifier.port': optional('none; a Modbus or serial board needs it', {
    doc: 'The serial port of the board. A name under /dev/serial/by-id stays the same wherever it is plugged in.',
    example: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
    check: path,
  }),
  'amplifier.baud': defaulted(9_600, {
    doc: 'How fast the board speaks, in bits a second.',
    check: wholeNumber(1_200, 115_200),
  }),
  'amplifier.address': defaulted(1, {
    doc: 'The address of the Modbus board on its bus.',
    check: wholeNumber(1, 247),
  }),
  'amplifier.timed_on_ms': defaulted(700, {
    doc:
      'For how long a Modbus board with timed coils (`Flash ON`, as Waveshare has it) holds a relay that is not armed again: so long at ' +
      'most the amplifier stays on when the agent dies or hangs. 0: the board has plain coils, and nothing but the next start switches it off.',
    unit: 'ms',
    check: timedOn,
  }),
  'amplifier.warm_up_ms': defaulted(1_000, {
    doc: 'From supply on until the amplifier can be heard: no word is played before.',
    unit: 'ms',
    check: wholeNumber(0, 10_000),
  }),
  'amplifier.warm_up_emergency_ms': optional('as warm_up_ms', {
    doc:
      'The same before an emergency, which may shorten the warm-up and never skips it: no more than warm_up_ms, and 0 only where that is 0. ' +
      'Set it where the amplifier can be understood before it is at its best.',
    unit: 'ms',
    example: 400,
    check: wholeNumber(0, 10_000),
  }),
  'amplifier.hold_ms': defaulted(2_000, {
    doc: 'The amplifier stays on for this long after the last sound.',
    unit: 'ms',
    check: wholeNumber(0, 600_000),
  }),
  'amplifier.minimum_on_ms': defaulted(2_000, {
    doc:
      'Once on, each of the two relays stays on for at least this long, whatever is withdrawn meanwhile: contacts wear by each switching. A short on ' +
      'the line, heat, the kill switch and a stop of the agent wait for nothing.',
    unit: 'ms',
    check: wholeNumber(0, 60_000),
  }),
  'amplifier.minimum_off_ms': defaulted(1_000, {
    doc: 'Once off, the supply stays off for at least this long.',
    unit: 'ms',
    check: wholeNumber(0, 60_000),
  }),
  'amplifier.emergency_off_ms': defaulted(200, {
    doc: 'The same before an emergency, which shortens the rest and never skips it. No more than minimum_off_ms counts.',
    unit: 'ms',
    check: wholeNumber(0, 60_000),
  }),
} as const;
