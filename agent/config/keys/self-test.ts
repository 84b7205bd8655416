/** The keys of `[self_test]`: when the box looks at itself. */
import { isTimeOfDay, NEVER_DAILY } from '../values/time-of-day.ts';
import { text } from '../values/checkers.ts';
import { defaulted } from './key.ts';

export const SELF_TEST_KEYS = {
  'self_test.daily_at': defaulted('02:30', {
    doc:
      'When the box tests itself in silence (relays read back, card, line, time, disk, broker), up to half an hour later where ' +
      'others do, and never while something is on the air or announced.',
    check: text(`a time of day in Vietnam such as "02:30", or "${NEVER_DAILY}"`, isTimeOfDay),
  }),
} as const;
