/** The amplifiers of the village: the defaults of `agent/config`. */
export const AMPLIFIER = {
  warmUpUs: 1_000_000,
  holdUs: 2_000_000,
  minimumOffUs: 1_000_000,
} as const;
