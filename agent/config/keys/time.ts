/** The keys of `[time]`: where the time comes from. */
import { number } from '../values/checkers.ts';
import { SYSTEM_TIME, timeServer } from '../values/time-server.ts';
import { defaulted } from './key.ts';

export const TIME_KEYS = {
  'time.server': defaulted(SYSTEM_TIME, {
    doc:
      'Who tells this box the time. Boxes that are heard together should ask one NTP server close to them; `system` believes ' +
      'the clock of the machine, which then must be kept right by something else.',
    check: timeServer,
  }),
  'time.precision_ms': defaulted(0.5, {
    doc:
      'While nothing is played, the server is asked so seldom (from every 10 s to every 64 s) that three deviations of chance ' +
      'stay within this. On 4G 0.5 means every 10 s, which is 9 MB a day; 2 means every 64 s, and a sixth of that.',
    unit: 'ms',
    check: number(0.05, 50),
  }),
} as const;
