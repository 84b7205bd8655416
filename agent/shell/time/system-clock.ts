/** Tells the core how the box's clock stands to UTC, by the system's own UTC: at the start, and every minute after. */
import { measureSystemUtc } from '../../../hw/clock/system-utc.ts';
import type { Clock } from '../../../hw/ports.ts';
import type { ClockReading } from '../../core/time/clock-reading.ts';

const MEASURE_EVERY_MS = 60_000;
/** A box whose clock says less than this has never been told the time: 2026-01-01. */
const PLAUSIBLE_FROM_US = Date.UTC(2026, 0, 1) * 1_000;

export const readSystemClock = (clock: Clock): ClockReading => {
  const { utcMinusMonoUs, errorUs } = measureSystemUtc(clock);
  const trusted = clock.nowUs() + utcMinusMonoUs >= PLAUSIBLE_FROM_US;
  return { utcMinusMonoUs, errorUs, trusted };
};

/**
 * Measures every minute, and calls `tell` where UTC has moved by more than the two measurements may be wrong together: their
 * noise is not news, and a player must not be stretched for it.
 */
export const watchSystemClock = (
  clock: Clock,
  first: ClockReading,
  tell: (reading: ClockReading) => void,
): (() => void) => {
  let told = first;
  const timer = setInterval(() => {
    const reading = readSystemClock(clock);
    const movedUs = Math.abs(reading.utcMinusMonoUs - told.utcMinusMonoUs);
    if (movedUs <= reading.errorUs + told.errorUs && reading.trusted === told.trusted) return;
    told = reading;
    tell(reading);
  }, MEASURE_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};
