/** How the two clocks of this machine stand to each other, for drawing what was meant beside what was heard. */
import { monoUs, US_PER_MS, type UtcUs } from '../../agent/core/vocabulary.ts';
import type { RunRecord } from '../report/record/run-record.ts';
import { monotonicUs } from '../source/monotonic.ts';

/** One instant on both clocks. `performance` gives UTC in microseconds (about ten of error); `Date` has steps of 1 ms. */
export const onBothClocks = (atUtcUs: UtcUs): RunRecord['startAt'] => {
  const nowUtcUs = (performance.timeOrigin + performance.now()) * US_PER_MS;
  return { utcUs: atUtcUs, monoUs: monoUs(monotonicUs() + (atUtcUs - nowUtcUs)) };
};
