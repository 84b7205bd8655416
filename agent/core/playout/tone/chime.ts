/** The box's own chime before an announcement: three soft bells, computed, so that no file can be missing. */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS, samplesToUs } from '../../vocabulary.ts';

const BELLS = [
  { hz: 659.26, atMs: 0 },
  { hz: 523.25, atMs: 350 },
  { hz: 783.99, atMs: 700 },
] as const;
const DECAY_MS = 260;
const ATTACK_MS = 6;
const RELEASE_MS = 80;
const PEAK = 7_500;

export const CHIME_SAMPLES = 1_500 * SAMPLES_PER_MS;
/** Silence between the chime and the first word. */
export const CHIME_GAP_SAMPLES = 250 * SAMPLES_PER_MS;
/** How long before `startAt` a chime begins. */
export const CHIME_LEAD_US = samplesToUs(CHIME_SAMPLES + CHIME_GAP_SAMPLES);

let computed: Int16Array | undefined;

/**
 * The whole chime; begins and ends at zero. Computed once, because it takes a small board a quarter of a second, and shared:
 * nobody may write into it.
 */
export const chime = (): Int16Array => (computed ??= compute());

const compute = (): Int16Array =>
  Int16Array.from({ length: CHIME_SAMPLES }, (_, sample) => {
    const ms = sample / SAMPLES_PER_MS;
    const release = Math.min(1, (CHIME_SAMPLES - 1 - sample) / (RELEASE_MS * SAMPLES_PER_MS));
    const sum = BELLS.reduce((total, bell) => total + bellAt(bell.hz, ms - bell.atMs), 0);
    return Math.round(PEAK * release * sum);
  });

const bellAt = (hz: number, ms: number): number => {
  if (ms < 0) return 0;
  const attack = Math.min(1, ms / ATTACK_MS);
  const phase = (2 * Math.PI * hz * ms * SAMPLES_PER_MS) / SAMPLE_RATE_HZ;
  return attack * Math.exp(-ms / DECAY_MS) * (Math.sin(phase) + 0.3 * Math.sin(2 * phase));
};
