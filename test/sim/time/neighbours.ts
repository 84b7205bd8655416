/**
 * Two boxes of one village, at + and − 100 ppm, that ask the same server over networks of the same kind: how far apart they
 * are, and whether each knew how far off it was. All of it is drawn from one seed.
 */
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import { Chance } from '../world/chance.ts';
import { Timeline } from '../world/timeline.ts';
import { Crystal, type Weather } from './crystal.ts';
import type { DelayLaw } from './delay-law.ts';
import { TimeBox, VirtualTimeServer, type Belief, type TimeBoxParts } from './time-box.ts';

const LOOK_EVERY_S = 5;
/** Until then they are told of on their own: a crystal's drift is learnt from nothing. */
export const LEARNING_S = 900;

export interface NeighboursPlan {
  readonly law: (chance: Chance) => DelayLaw;
  readonly weather: Weather;
  readonly hours: number;
  readonly pairs: number;
  readonly seed: string;
  readonly ppm?: number;
  readonly box?: Pick<TimeBoxParts, 'precisionUs' | 'isBusy'>;
  /** What each of a pair has stored of its drift. */
  readonly storedPpb?: readonly [number, number];
  /** What happens to the server: called before each look. */
  readonly happens?: (server: VirtualTimeServer, atS: number) => void;
}

/** One look at a pair. */
export interface Look {
  readonly pair: number;
  readonly atS: number;
  /** Undefined before its first answer. */
  readonly beliefs: readonly (Belief | undefined)[];
}

export interface NeighboursRun {
  readonly looks: readonly Look[];
  readonly boxes: readonly TimeBox[];
}

export const runNeighbours = (plan: NeighboursPlan): NeighboursRun => {
  const looks: Look[] = [];
  const boxes: TimeBox[] = [];
  const { ppm = 100 } = plan;
  for (let pair = 0; pair < plan.pairs; pair++) {
    const chance = new Chance(`${plan.seed}/${pair}`);
    const timeline = new Timeline();
    const server = new VirtualTimeServer();
    const two = [ppm, -ppm].map((own, place) => {
      const fork = chance.fork(`box-${place}`);
      const crystal = new Crystal(fork.fork('crystal'), own, plan.weather);
      const law = plan.law(fork.fork('network'));
      const driftPpb = plan.storedPpb?.[place];
      const parts = { timeline, chance: fork, crystal, law, server, ...plan.box };
      return new TimeBox(driftPpb === undefined ? parts : { ...parts, driftPpb });
    });
    for (let atS = 1; atS <= plan.hours * 3_600; atS += LOOK_EVERY_S) {
      plan.happens?.(server, atS);
      timeline.run(atS * US_PER_S);
      looks.push({ pair, atS, beliefs: two.map((box) => box.belief) });
    }
    boxes.push(...two);
  }
  return { looks, boxes };
};

/** How far two neighbours are apart, from `fromS` on until `toS`, in µs. */
export const apartUs = ({ looks }: NeighboursRun, fromS: number, toS = Infinity): number[] =>
  looks.flatMap(({ atS, beliefs: [one, other] }) =>
    one === undefined || other === undefined || atS < fromS || atS > toS
      ? []
      : Math.abs(one.errorUs - other.errorUs),
  );

export const beliefsOf = ({ looks }: NeighboursRun, fromS = 0, toS = Infinity): Belief[] =>
  looks.flatMap(({ atS, beliefs }) =>
    atS < fromS || atS > toS ? [] : beliefs.filter((belief) => belief !== undefined),
  );

/** Part of the time in which it was as right as it said. */
export const shareWithin = (
  beliefs: readonly Belief[],
  saidUs: (belief: Belief) => number,
): number =>
  beliefs.filter((belief) => Math.abs(belief.errorUs) <= saidUs(belief)).length / beliefs.length;

export const threeSigmasUs = ({ sigmaUs }: Belief): number => 3 * sigmaUs;
export const boundUs = (belief: Belief): number => belief.boundUs;

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
};

/** When each box was first locked, in seconds; Infinity where it never was. */
export const lockedAfterS = ({ looks, boxes }: NeighboursRun): number[] =>
  boxes.map((_, index) => {
    const pair = Math.floor(index / 2);
    const look = looks.find(
      (one) => one.pair === pair && one.beliefs[index % 2]?.state === 'locked',
    );
    return look?.atS ?? Infinity;
  });
