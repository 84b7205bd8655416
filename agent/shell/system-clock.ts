/** Tells the core how the box's clock stands to UTC, by the system's own UTC: at the start, and every minute after. */
import { measureSystemUtc } from '../../hw/clock/system-utc.ts';
import type { Clock } from '../../hw/ports.ts';
import type { ClockReading } from '../core/time/clock-reading.ts';

const MEASURE_EVERY_MS = 60_000;
/** A box whose clock says less than this has never been told the time: 2026-01-01. */
const PLAUSIBLE_FROM_US = Date.UTC(2026, 0, 1) * 1_000;

export const readSystemClock = (clock: Clock): ClockReading => {
  const { utcMinusMonoUs, errorUs } = measureSystemUtc(clock);
  const trusted = clock.nowUs() + utcMinusMonoUs >= PLAUSIBLE_FROM_US;
  return { utcMinusMonoUs, errorUs, trusted };
};

/** Calls `tell` every minute until the function it answers is called. */
export const watchSystemClock = (clock: Clock, tell: (reading: ClockReading) => void): (() => void) => {
  const timer = setInterval(() => {
    tell(readSystemClock(clock));
  }, MEASURE_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};
