/** How long to wait before something is tried again: longer each time, capped, and never twice the same. Pure. */

export interface BackoffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Milliseconds before retry number `attempt` (0 is the first). Doubles up to `mostMs`, then shortened by up to a half at
 * random, so that many feeds that died together do not return together. `random` is in [0, 1).
 */
export const backoffMs = (attempt: number, limits: BackoffLimits, random: number): number => {
  const whole = Math.min(limits.firstMs * 2 ** Math.min(attempt, 30), limits.mostMs);
  return Math.round(whole * (1 - random / 2));
};
