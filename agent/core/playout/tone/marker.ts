/** The tones that mark a test, before it and after it: three beeps, computed, unlike the chime and unlike any siren. */
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../../vocabulary.ts';

const HZ = 1_000;
const BEEPS = 3;
const BEEP_SAMPLES = 250 * SAMPLES_PER_MS;
const PAUSE_SAMPLES = 150 * SAMPLES_PER_MS;
/** Each beep comes and goes along half a cosine. */
const RAMP_SAMPLES = 20 * SAMPLES_PER_MS;
const PEAK = 6_000;

export const MARKER_SAMPLES = BEEPS * BEEP_SAMPLES + (BEEPS - 1) * PAUSE_SAMPLES;

let computed: Int16Array | undefined;

/** The whole of it; begins and ends at zero. Shared: nobody may write into it. */
export const marker = (): Int16Array =>
  (computed ??= Int16Array.from({ length: MARKER_SAMPLES }, (_, sample) => {
    const into = sample % (BEEP_SAMPLES + PAUSE_SAMPLES);
    if (into >= BEEP_SAMPLES) return 0;
    const toEdge = Math.min(into, BEEP_SAMPLES - 1 - into, RAMP_SAMPLES);
    const ramp = (1 - Math.cos((Math.PI * toEdge) / RAMP_SAMPLES)) / 2;
    return Math.round(PEAK * ramp * Math.sin((2 * Math.PI * HZ * into) / SAMPLE_RATE_HZ));
  }));
