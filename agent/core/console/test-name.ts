/** What a technician may test, and the programme that is played for it: what cannot be heard is tested in silence. */
import type { LocalTest } from '../control/local-test.ts';

export const TEST_NAMES = ['tone', 'speech', 'relay', 'line', 'all'] as const;
export type TestName = (typeof TEST_NAMES)[number];

export const PROGRAMME_OF: Readonly<Record<TestName, LocalTest>> = {
  tone: 'tone',
  speech: 'speech',
  relay: 'silence',
  line: 'silence',
  all: 'tone',
};
