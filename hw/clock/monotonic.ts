/** CLOCK_MONOTONIC by `process.hrtime`. Every process of one machine reads the same clock, so their journals compare. */
import type { Clock, MonoUs } from '../ports.ts';

export class MonotonicClock implements Clock {
  nowUs(): MonoUs {
    const [seconds, nanoseconds] = process.hrtime();
    return (seconds * 1e6 + nanoseconds / 1e3) as MonoUs;
  }
}
