/** A process that measures the offset to UTC once, as an agent does when it starts, and prints it. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { measureSystemUtc } from '../../../hw/clock/system-utc.ts';

console.log(JSON.stringify(measureSystemUtc(new MonotonicClock())));
