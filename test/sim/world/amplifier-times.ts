/** The amplifiers of the village: as boxes have them where nobody states anything else. */
import { KEYS } from '../../../agent/config/keys.ts';
import type { AmplifierConfig } from '../../../agent/core/receiver-config.ts';
import { US_PER_MS } from '../../../agent/core/vocabulary.ts';

export const AMPLIFIER: AmplifierConfig = {
  warmUpUs: KEYS['amplifier.warm_up_ms'].byDefault * US_PER_MS,
  emergencyWarmUpUs: KEYS['amplifier.warm_up_ms'].byDefault * US_PER_MS,
  holdUs: KEYS['amplifier.hold_ms'].byDefault * US_PER_MS,
  minimumOnUs: KEYS['amplifier.minimum_on_ms'].byDefault * US_PER_MS,
  minimumOffUs: KEYS['amplifier.minimum_off_ms'].byDefault * US_PER_MS,
  emergencyOffUs: KEYS['amplifier.emergency_off_ms'].byDefault * US_PER_MS,
};
