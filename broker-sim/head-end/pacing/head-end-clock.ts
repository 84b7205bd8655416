/** The clocks of this machine. UTC is the system's: whoever keeps it (chrony, say) is not the head-end's concern. */
import { US_PER_MS, utcUs } from '../../../agent/core/vocabulary.ts';
import { monotonicUs } from '../../source/monotonic.ts';
import type { HeadEndClock } from '../broadcast/broadcast.ts';

export const SYSTEM_CLOCK: HeadEndClock = {
  nowUs: monotonicUs,
  nowUtcUs: () => utcUs(Date.now() * US_PER_MS),
};
