/**
 * Everything that may go wrong in the village, with how often and for how long, in one place. Each run draws a subset of
 * the kinds (swarm testing: Groce et al., ISSTA 2012), because faults that are always all there hide each other's bugs.
 */

/** A fault that comes and goes: on average every `everyS` on each box, for `lastS` from … to. */
export interface Spell {
  readonly everyS: number;
  readonly lastS: readonly [number, number];
}

/** Spells of one box. */
export const BOX_SPELLS = {
  /** The network stands still, then all comes at once. */
  'link-stall': { everyS: 22, lastS: [0.05, 7] },
  /** The connection is reset; both ends learn it. */
  'link-reset': { everyS: 45, lastS: [0, 0] },
  /** The connection is dead and neither end is told; new ones time out for a while. */
  'half-open': { everyS: 90, lastS: [2, 30] },
  /** The clock is told wrong, and trusted. */
  'clock-step': { everyS: 50, lastS: [4, 30] },
  /** The process gets no processor. */
  'process-stall': { everyS: 25, lastS: [0.03, 1.2] },
  /** The card is gone; it cannot be opened until it is back. */
  'card-fails': { everyS: 60, lastS: [0.1, 8] },
  /** The relay bank refuses. */
  'relay-fails': { everyS: 45, lastS: [0.2, 5] },
  /** Power is gone, in the middle of whatever it is. */
  'power-cut': { everyS: 100, lastS: [0.3, 25] },
  /** The process is asked to stop, and started again. */
  restart: { everyS: 120, lastS: [0.3, 4] },
  /** Nothing can be made durable. */
  'store-fails': { everyS: 60, lastS: [1, 25] },
  /** Somebody at the box throws its kill switch, and releases it. */
  'kill-switch': { everyS: 70, lastS: [1, 25] },
} as const satisfies Record<string, Spell>;

/** Spells of the whole village. */
export const VILLAGE_SPELLS = {
  /** The broker is gone, with every connection and without a will. */
  'broker-restart': { everyS: 120, lastS: [0.5, 20] },
  /** Somebody sends what is not signed, not fresh, not whole or not for this village. */
  forger: { everyS: 4, lastS: [0, 0] },
  /** Somebody with a true mandate says what it does not cover, or gives themselves more. */
  pretender: { everyS: 8, lastS: [0, 0] },
} as const satisfies Record<string, Spell>;

/** What is so for a whole run. */
export const CONDITIONS = [
  'drop',
  'duplicate',
  'reorder',
  'slow-net',
  'clock-skew',
  'clock-unsure',
  'card-skew',
  'card-rough',
  'relay-slow',
  'late-will',
  'head-end-stall',
  'head-end-dies',
  'silent-frames',
  'broken-packets',
  /** A second studio speaks, which the commune puts before the first, after it, or nowhere. */
  'rival-studio',
  /** The commune stops what its studios say, and they go on saying it; the studios try to stop each other. */
  'overruled',
  /** Every sensor is noise and every contact bounces, within what must not be heard. */
  'noisy-body',
] as const;

export type BoxSpell = keyof typeof BOX_SPELLS;
export type VillageSpell = keyof typeof VILLAGE_SPELLS;
export type FaultKind = BoxSpell | VillageSpell | (typeof CONDITIONS)[number];

/** Drawn after all others and by a chance of their own, so that the villages of before are what they were. */
export const LATER_KINDS: readonly FaultKind[] = [
  'kill-switch',
  'pretender',
  'rival-studio',
  'overruled',
  'noisy-body',
];

export const FAULT_KINDS: readonly FaultKind[] = [
  ...(Object.keys(BOX_SPELLS) as BoxSpell[]),
  ...(Object.keys(VILLAGE_SPELLS) as VillageSpell[]),
  ...CONDITIONS,
].filter((kind) => !LATER_KINDS.includes(kind));

export const ODDS = {
  /** Runs in which nothing goes wrong at all. */
  noFaults: 0.08,
  /** Each kind, where faults there are. */
  takesPart: 0.3,

  /** Most of what a run may draw for a bundle of QoS 0 to be lost, any message to come twice, a bundle to be overtaken. */
  dropMost: 0.15,
  duplicateMost: 0.2,
  reorderMost: 0.2,
  reorderUs: [20_000, 900_000],
  duplicateAfterUs: [0, 3_000_000],

  /** Farthest that a crystal or a card is off. */
  crystalPpmMost: 60,
  cardPpmMost: 200,
  /** A wrong time is wrong by so much; one that is right is off by no more than the last. */
  clockStepUs: [2_500, 250_000],
  clockUnsureUs: 300_000,
  clockErrorUsMost: 800,
  /** What a rough card says of its delay is off by up to so many samples. */
  cardRoughSamples: 3,
  relaySlowUs: [5_000, 50_000],
  lateWillUs: [0, 15_000_000],

  /** A power cut falls into the middle of a step of the core. */
  cutMidStep: 0.4,
  /** A connection that the broker loses is not told to the box. */
  unnoticedLoss: 0.2,

  /** Of an announcement: the head-end stands still once in it, or is gone before its end. */
  headEndStalls: 0.5,
  headEndStallUs: [200_000, 9_000_000],
  headEndDies: 0.25,
  /** Of an announcement, where some are overruled: stopped by the commune; by a studio that may not. */
  overruled: 0.3,
  meddledWith: 0.3,
  silentFrames: 0.1,
  brokenPackets: 0.05,
} as const;
