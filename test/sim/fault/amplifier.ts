/** Faults of the amplifier around the sound. */
import { relay, reschedule, type Fault } from './fault.ts';

export const FAULTS_OF_AMPLIFIER: Readonly<Record<string, Fault>> = {
  'sound from a cold amplifier': {
    oracle: 'amplifier',
    says: /sound 0\.30 s after the supply came on/,
    spoil: ({ box }) => reschedule(box, 'supply', 9.7, 14),
  },
  'sound without supply': {
    oracle: 'amplifier',
    says: /sound without supply/,
    spoil: ({ box }) => reschedule(box, 'supply', 10.5, 14),
  },
  'sound before the line is closed': {
    oracle: 'amplifier',
    says: /sound without the line/,
    spoil: ({ box }) => reschedule(box, 'line', 10.5, 14),
  },
  'a line that is closed first': {
    oracle: 'amplifier',
    says: /the line came on without the supply/,
    spoil: ({ box }) => reschedule(box, 'line', 8.4, 14),
  },
  'a supply that goes before the line': {
    oracle: 'amplifier',
    says: /the supply went off before the line/,
    spoil: ({ box }) => reschedule(box, 'line', 9.5, 14.1),
  },
  'an amplifier that is on for nobody': {
    oracle: 'amplifier',
    says: /switched on though nobody wants it/,
    spoil: ({ box }) => {
      relay(box, 40, 'supply', true);
      relay(box, 41, 'supply', false);
    },
  },
  'an amplifier that hums on': {
    oracle: 'amplifier',
    says: /on for 5\.30 s too long/,
    spoil: ({ box }) => reschedule(box, 'supply', 8.5, 20),
  },
  'an amplifier that is not held': {
    oracle: 'amplifier',
    says: /held for 1\.00 s after the last sound/,
    spoil: ({ box }) => {
      reschedule(box, 'line', 9.5, 13);
      reschedule(box, 'supply', 8.5, 13);
    },
  },
  'a line that is closed for a moment': {
    oracle: 'amplifier',
    says: /the line was on for 0\.10 s alone/,
    spoil: ({ box }) => {
      relay(box, 9.6, 'line', false);
      relay(box, 9.7, 'line', true);
    },
  },
  'a supply that goes off as soon as nobody wants it': {
    oracle: 'amplifier',
    says: /the supply was on for 0\.50 s alone/,
    spoil: ({ box }) => {
      relay(box, 77.9, 'supply', true);
      relay(box, 78.4, 'supply', false);
    },
  },
  'an amplifier that does not rest': {
    oracle: 'amplifier',
    says: /on again after 1\.00 s of rest/,
    spoil: ({ box }) => {
      relay(box, 15, 'supply', true);
      relay(box, 16, 'supply', false);
    },
  },
  'an amplifier that comes late': {
    oracle: 'amplifier',
    says: /still off 0\.25 s after stream 0 needed 1\.00 s of warm-up/,
    spoil: ({ box }) => reschedule(box, 'supply', 8.9, 14),
  },
};
