/** What a box says of itself that is well, has nothing on the air and has never played. */
import type { TelemetryReport } from '../../../agent/core/wire/report.ts';
import { UNMEASURED } from './unmeasured-body.ts';

export const RESTING = {
  killSwitch: false,
  amplifier: 'off',
  relays: { supply: false, line: false },
  relaysRead: { supply: false, line: false },
  relayDisagreements: 0,
  trust: { roots: [], revocations: [] },
  body: UNMEASURED,
  faults: [],
  sink: { open: false, failures: 0, xruns: 0, delayUs: null },
  announcement: null,
  proof: { number: 0, acknowledged: 0, unsaved: 0, dropped: 0 },
  selfTest: null,
  refusals: {},
} satisfies Partial<TelemetryReport>;
