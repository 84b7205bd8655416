/** Faults of who is heard before whom, who may stop whom, and of the switch that beats them all. */
import { S, retell, type Fault, type Good } from './fault.ts';
import { COMMUNE, RIVAL, STUDIO, announcement, played, streamTruth } from './good-trace.ts';

/** Thrown and released while the first announcement is heard, from 10 to 12 s. */
const throwSwitch = ({ box }: Good, fromS: number, toS: number): void => {
  box.switches.push({ atUs: fromS * S, isThrown: true }, { atUs: toS * S, isThrown: false });
};

export const FAULTS_OF_AUTHORITY: Readonly<Record<string, Fault>> = {
  'a bulletin that goes on while one is due that the commune puts before it': {
    oracle: 'speaker-owner',
    says: /\(normal\) sounds for \d+ ms while 2 \(normal\) is due/,
    spoil: ({ trace, box }) => {
      const rival = { ...streamTruth(2, 10.5), by: RIVAL };
      Object.assign(trace, { order: [RIVAL, STUDIO] });
      trace.streams.push(rival);
      box.control.splice(1, 0, announcement(rival, 9 * S));
      const report = { ...played(rival), why: 'stalled', heardS: 0 } as const;
      box.published.push({
        atUs: 24 * S,
        report: { of: 'played', ...report, firstSoundAtUs: null, firstSample: null },
      });
    },
  },
  'a stop by somebody who may not, that is obeyed': {
    oracle: 'authority',
    says: /dai-thon stopped what .*dai-lang-ha said, and may not/,
    also: ['played-report'],
    spoil: (good) => {
      const { box, stream } = good;
      const stop = announcement({ ...stream, by: RIVAL }, 11.9 * S, 'stop');
      box.control.splice(1, 0, stop);
      retell(good, { why: 'stopped', endedBy: RIVAL });
    },
  },
  'a stop from above that the next renewal undoes': {
    oracle: 'authority',
    says: /stream 0 sounds though tinh-ha-noi\/xa-lang-ha stopped it/,
    also: ['speaker-owner', 'amplifier', 'played-report'],
    spoil: (good) => {
      const { box, stream } = good;
      const stop = announcement({ ...stream, by: COMMUNE }, 8 * S, 'stop');
      box.control.splice(1, 0, stop, announcement(stream, 9 * S, 'renew'));
      retell(good, { why: 'stopped', endedBy: COMMUNE });
    },
  },
  'a box that sounds with its switch thrown': {
    oracle: 'kill-switch',
    says: /sounds 1500 ms after its kill switch was thrown/,
    also: ['speaker-owner', 'amplifier'],
    spoil: (good) => {
      throwSwitch(good, 10.5, 20);
      retell(good, { why: 'switch' });
    },
  },
  'an amplifier that stays on with the switch thrown': {
    oracle: 'kill-switch',
    says: /its amplifier is on though its kill switch is thrown/,
    spoil: (good) => {
      throwSwitch(good, 12.1, 13.5);
    },
  },
  'a box that does not say that its switch is thrown': {
    oracle: 'kill-switch',
    says: /says that its switch is not thrown/,
    spoil: (good) => {
      throwSwitch(good, 25, 35);
    },
  },
};
