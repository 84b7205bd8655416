/** The keys of `[amplifier]`: the amplifier and its relays. */
import { oneOf, path, wholeNumber } from '../checkers.ts';
import { defaulted, optional } from './key.ts';

export const AMPLIFIER_KEYS = {
  'amplifier.relays': defaulted('fake', {
    doc: 'How the relays of the amplifier are driven. `fake` drives none and writes what it would have done.',
    check: oneOf(['fake']),
  }),
  'amplifier.journal_file': optional('no journal', {
    doc: 'Where the fake relays write each switching, one JSON object a line.',
    example: 'relays.jsonl',
    check: path,
  }),
  'amplifier.warm_up_ms': defaulted(1_000, {
    doc: 'From supply on until the amplifier can be heard: no word is played before.',
    unit: 'ms',
    check: wholeNumber(0, 10_000),
  }),
  'amplifier.hold_ms': defaulted(2_000, {
    doc: 'The amplifier stays on for this long after the last sound.',
    unit: 'ms',
    check: wholeNumber(0, 600_000),
  }),
  'amplifier.minimum_off_ms': defaulted(1_000, {
    doc: 'Once off, the supply stays off for at least this long. An emergency does not wait for it.',
    unit: 'ms',
    check: wholeNumber(0, 60_000),
  }),
} as const;
