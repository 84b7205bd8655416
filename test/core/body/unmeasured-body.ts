/** What a box without sensors and contacts says of itself. */
import type { BodyReport } from '../../../agent/core/wire/report.ts';

export const UNMEASURED: BodyReport = {
  temperatureC: null,
  supplyV: null,
  currentA: null,
  speakerLine: 'unknown',
  lineLatched: false,
  mainsLost: null,
  tamper: null,
};
