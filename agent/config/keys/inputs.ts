/** The keys of `[inputs]`: the contacts of the box, and its lamp. */
import { flag, path, text, wholeNumber } from '../values/checkers.ts';
import { defaulted, isName, optional } from './key.ts';

const line = (doc: string, example: number) =>
  optional('there is none', {
    doc: `${doc} By the offset of its line on the chip.`,
    example,
    check: wholeNumber(0, 511),
  });

export const INPUT_KEYS = {
  'inputs.chip': defaulted('/dev/gpiochip0', {
    doc: 'The GPIO chip of the contacts, as `gpiodetect` lists it.',
    check: text('the path of a GPIO chip', isName),
  }),
  'inputs.active_low': defaulted(true, {
    doc: 'A closed contact pulls its line to ground, against the pull-up of the chip. Otherwise to its supply, against a pull-down.',
    check: flag,
  }),
  'inputs.kill': line(
    'The kill switch: closed, nothing sounds. One that cannot be read counts as closed.',
    22,
  ),
  'inputs.tamper': line('Closed while the door of the box is open.', 23),
  'inputs.mains': line('Closed while the mains are lost.', 24),
  'inputs.test': line(
    'The test button. Pressed, the box plays a test tone; held for 5 s it resets what is latched.',
    25,
  ),
  'inputs.folder': optional('the contacts are lines of the chip', {
    doc: 'A folder with a file for each contact (`kill`, `tamper`, `mains`, `test`) that holds 0 or 1, instead of lines: for trials without hardware.',
    example: 'contacts',
    check: path,
  }),
  'inputs.lamp': optional('there is none', {
    doc: "The box's lamp, as the kernel has it under /sys/class/leds. Fast: a fault. Dark: silenced by the kill switch. Steady: the amplifier is on. Slow: no broker. A blip now and then: all is well.",
    example: '/sys/class/leds/ACT',
    check: path,
  }),
} as const;
