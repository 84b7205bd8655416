/**
 * Tries what can be tried of the hardware without a sound: the card, the disk, and last the relays, each within a deadline. It
 * judges nothing.
 */
import { setTimeout as pass } from 'node:timers/promises';
import type { CardTried, DiskTried } from '../core/console/diagnosis/probes.ts';
import type { HardwareTried } from '../core/self-test/findings.ts';
import type { RelayReading } from '../core/vocabulary.ts';

export interface HardwareTrials {
  readonly tryCard: () => Promise<CardTried>;
  readonly tryDisk: () => Promise<DiskTried | null>;
  /** After all that was commanded before. */
  readonly readRelays: () => Promise<RelayReading>;
}

/** What has not answered by then does not answer. */
export const TRIAL_MS_MAX = 5_000;

/** Never rejects: what fails is found so. */
export const tryHardware = async (
  { tryCard, tryDisk, readRelays }: HardwareTrials,
  deadlineMs = TRIAL_MS_MAX,
): Promise<HardwareTried> => {
  const [card, disk] = await Promise.all([
    within(deadlineMs, tryCard().then(cardFound), 'absent'),
    within(
      deadlineMs,
      tryDisk().then((tried) => tried ?? 'unread'),
      'unread',
    ),
  ]);
  return { card, disk, relays: await within(deadlineMs, readRelays(), 'unread') };
};

const cardFound = (tried: CardTried): HardwareTried['card'] => {
  if (tried.went === 'wrong') return tried.why;
  return tried.went === 'skipped' ? 'untested' : tried.went;
};

const within = async <const T, const F>(
  ms: number,
  trial: Promise<T>,
  failed: F,
): Promise<T | F | 'no-answer'> => {
  const over = new AbortController();
  const late = pass(ms, 'no-answer' as const, { signal: over.signal }).catch(
    () => 'no-answer' as const,
  );
  const found = await Promise.race([trial.catch(() => failed), late]);
  over.abort();
  return found;
};
