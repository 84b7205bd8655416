/** Everything that is drawn before a run begins: how long it is, who lives there, which faults take part, how strongly. */
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import type { BulletinClass } from '../../../agent/core/vocabulary.ts';
import { Chance } from '../world/chance.ts';
import type { NetworkOptions } from '../world/network.ts';
import { FAULT_KINDS, LATER_KINDS, ODDS, type FaultKind } from './fault-odds.ts';
import { drawQuarrel, type Quarrel } from './quarrel.ts';
import { drawSchedule, type Bulletin } from './schedule.ts';

export interface RunOptions {
  readonly seed: number;
  readonly boxes: number;
  readonly minutes: number;
  /** Instead of a drawn subset. */
  readonly faults?: readonly FaultKind[];
  /** Longest silence between two announcements. Default 20 s. */
  readonly pauseUsMost?: number;
}

export const VILLAGE = 'vn.hn.dongda.langha';
export const AREAS = [VILLAGE, `${VILLAGE}.thon-1`, `${VILLAGE}.thon-2`] as const;

/** Time to recover, the finale, and the closing, at the end of a run. */
const RECOVERY_US = 100 * US_PER_S;
const FINALE_US = 14 * US_PER_S;
const CLOSING_US = 8 * US_PER_S;
export const MINUTES_MIN = 3;

export interface BoxPlan {
  readonly id: string;
  readonly area: string;
  readonly crystalPpm: number;
  readonly cardPpm: number;
  readonly cardLeadUs: number;
  readonly network: NetworkOptions;
}

export interface RunPlan {
  readonly options: RunOptions;
  readonly chance: Chance;
  readonly faults: ReadonlySet<FaultKind>;
  readonly boxes: readonly BoxPlan[];
  readonly bulletins: readonly Bulletin[];
  readonly quarrel: Quarrel;
  readonly chimeBefore: readonly BulletinClass[];
  readonly faultsEndUs: number;
  readonly finaleUs: number;
  readonly closingUs: number;
  readonly endUs: number;
}

export const drawPlan = (options: RunOptions): RunPlan => {
  const chance = new Chance(`loa ${options.seed}`);
  const faults = new Set(options.faults ?? drawFaults(chance));
  const endUs = options.minutes * 60 * US_PER_S;
  const closingUs = endUs - CLOSING_US;
  const finaleUs = closingUs - FINALE_US;
  const faultsEndUs = finaleUs - RECOVERY_US;
  const strengths = drawStrengths(chance.fork('strengths'), faults);
  const bulletins = drawSchedule({
    chance: chance.fork('schedule'),
    untilUs: faultsEndUs,
    areas: AREAS,
    faults,
    pauseUsMost: options.pauseUsMost ?? 20 * US_PER_S,
  });
  const quarrelling = {
    chance: chance.fork('quarrel'),
    untilUs: faultsEndUs,
    areas: AREAS,
    faults,
  };
  return {
    options,
    chance,
    faults,
    bulletins,
    // After the last announcement that all must hear, which has the next number.
    quarrel: drawQuarrel(quarrelling, bulletins, bulletins.length + 1),
    boxes: Array.from({ length: options.boxes }, (_, index) =>
      drawBox(chance.fork(`box ${index}`), index, faults, strengths),
    ),
    chimeBefore: chance.fork('chime').pick([[], ['emergency'], ['emergency', 'priority']]),
    faultsEndUs,
    finaleUs,
    closingUs,
    endUs,
  };
};

const drawFaults = (whole: Chance): FaultKind[] => {
  const chance = whole.fork('faults');
  if (chance.hits(ODDS.noFaults)) return [];
  const drawn = FAULT_KINDS.filter(() => chance.hits(ODDS.takesPart));
  const later = whole.fork('later faults');
  const more = LATER_KINDS.filter(() => later.hits(ODDS.takesPart));
  return [...(drawn.length > 0 ? drawn : ['link-stall' as const]), ...more];
};

type Strengths = Pick<NetworkOptions, 'drop' | 'duplicate' | 'reorder'>;

const drawStrengths = (chance: Chance, faults: ReadonlySet<FaultKind>): Strengths => ({
  drop: faults.has('drop') ? chance.between(0, ODDS.dropMost) : 0,
  duplicate: faults.has('duplicate') ? chance.between(0, ODDS.duplicateMost) : 0,
  reorder: faults.has('reorder') ? chance.between(0, ODDS.reorderMost) : 0,
});

const drawBox = (
  chance: Chance,
  index: number,
  faults: ReadonlySet<FaultKind>,
  strengths: Strengths,
): BoxPlan => {
  const off = (kind: FaultKind, most: number): number =>
    faults.has(kind) ? chance.between(-most, most) : 0;
  const [delayUs, tailUs] = faults.has('slow-net')
    ? chance.pick<readonly [number, number]>([
        [60_000, 60_000],
        [30_000, 120_000],
      ])
    : chance.pick<readonly [number, number]>([
        [1_000, 0],
        [4_000, 2_000],
        [40_000, 15_000],
      ]);
  return {
    id: `langha-${String(index + 1).padStart(2, '0')}`,
    area: chance.pick([AREAS[1], AREAS[2]]),
    crystalPpm: off('clock-skew', ODDS.crystalPpmMost),
    cardPpm: off('card-skew', ODDS.cardPpmMost),
    cardLeadUs: chance.between(10_000, 75_000),
    network: { delayUs, tailUs, ...strengths },
  };
};
