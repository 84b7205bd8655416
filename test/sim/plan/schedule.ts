/** What the head-end says in the course of a run: drawn beforehand, announcement by announcement, with how each will end. */
import type { BulletinClass } from '../../../agent/core/vocabulary.ts';
import { FRAME_US, US_PER_S } from '../../../agent/core/vocabulary.ts';
import type { Chance } from '../world/chance.ts';
import { ODDS, type FaultKind } from './fault-odds.ts';

/** One announcement, from its first message to its last. Times are world time. */
export interface Bulletin {
  readonly stream: number;
  readonly announceUs: number;
  readonly startUs: number;
  readonly area: string;
  readonly class: BulletinClass;
  readonly frames: number;
  readonly gainDb: number;
  readonly bundleFrames: number;
  readonly groupDelayUs: number;
  /** A `stop` is sent at this instant. */
  readonly stopUs: number | undefined;
  /** The head-end is gone from this instant on. */
  readonly diesUs: number | undefined;
  /** It stands still from … to, and then sends all that it owes. */
  readonly stall: readonly [number, number] | undefined;
  readonly silent: ReadonlySet<number>;
  readonly broken: ReadonlySet<number>;
}

export const LEASE_US = 15 * US_PER_S;
export const LEAD_US = 3 * US_PER_S;
export const GROUP_DELAY_US = 1_200_000;

export interface ScheduleOptions {
  readonly chance: Chance;
  /** Nothing is announced from here on; what was, is over within half a minute. */
  readonly untilUs: number;
  readonly areas: readonly [string, ...string[]];
  readonly faults: ReadonlySet<FaultKind>;
  /** Longest silence between two announcements. */
  readonly pauseUsMost: number;
  /** Announced and not yet over, at most. Default 5. */
  readonly atOnceMost?: number;
}

export const bulletinEndUs = ({ startUs, frames }: Bulletin): number => startUs + frames * FRAME_US;

export const drawSchedule = (options: ScheduleOptions): Bulletin[] => {
  const { chance, untilUs, pauseUsMost, atOnceMost = 5 } = options;
  const bulletins: Bulletin[] = [];
  let atUs = chance.between(1, 6) * US_PER_S;
  while (atUs < untilUs) {
    const bulletin = drawBulletin(options, bulletins.length, atUs);
    bulletins.push(bulletin);
    const overlaps = chance.hits(0.4) && alive(bulletins, atUs) < atOnceMost;
    const spanUs = bulletinEndUs(bulletin) - atUs;
    atUs += overlaps
      ? chance.between(0.02, 0.95) * spanUs
      : spanUs + chance.real() ** 2 * pauseUsMost;
  }
  return bulletins;
};

/** The one that everybody must hear: whole, of the lowest class, to all. */
export const finaleOf = (stream: number, announceUs: number, area: string): Bulletin => ({
  stream,
  announceUs,
  startUs: Math.round(announceUs + LEAD_US),
  area,
  class: 'normal',
  frames: 300,
  gainDb: 0,
  bundleFrames: 10,
  groupDelayUs: GROUP_DELAY_US,
  stopUs: undefined,
  diesUs: undefined,
  stall: undefined,
  silent: new Set(),
  broken: new Set(),
});

const alive = (bulletins: readonly Bulletin[], atUs: number): number =>
  bulletins.filter((bulletin) => bulletinEndUs(bulletin) + LEASE_US > atUs).length;

const drawBulletin = (options: ScheduleOptions, stream: number, announceUs: number): Bulletin => {
  const { chance, areas, faults } = options;
  const startUs = Math.round(announceUs + LEAD_US);
  const frames = chance.whole(60, chance.hits(0.2) ? 1_800 : 700);
  const endUs = startUs + frames * FRAME_US;
  const within = (): number => chance.between(announceUs + 200_000, endUs);
  const stalls = faults.has('head-end-stall') && chance.hits(ODDS.headEndStalls);
  const stallUs = stalls ? within() : 0;
  const dies = faults.has('head-end-dies') && chance.hits(ODDS.headEndDies);
  return {
    stream,
    announceUs,
    startUs,
    area: chance.pick(areas),
    class: chance.pick(['emergency', 'priority', 'priority', 'normal', 'normal', 'normal']),
    frames,
    gainDb: chance.hits(0.2) ? chance.pick([-3.5, -6, -12, 4]) : 0,
    bundleFrames: chance.hits(0.2) ? chance.whole(1, 40) : 10,
    groupDelayUs: GROUP_DELAY_US,
    stopUs: !dies && chance.hits(0.2) ? within() : undefined,
    diesUs: dies ? within() : undefined,
    stall: stalls ? [stallUs, stallUs + chance.between(...ODDS.headEndStallUs)] : undefined,
    silent: faults.has('silent-frames') ? drawRuns(chance, frames, ODDS.silentFrames) : new Set(),
    broken: faults.has('broken-packets')
      ? drawFrames(chance, frames, ODDS.brokenPackets)
      : new Set(),
  };
};

const drawFrames = (chance: Chance, frames: number, probability: number): ReadonlySet<number> => {
  const drawn = new Set<number>();
  for (let frame = 0; frame < frames; frame++) if (chance.hits(probability)) drawn.add(frame);
  return drawn;
};

/** Silence comes in runs of a few frames, as a speaker breathes. */
const drawRuns = (chance: Chance, frames: number, share: number): ReadonlySet<number> => {
  const drawn = new Set<number>();
  for (let frame = 0; frame < frames; frame++) {
    if (!chance.hits(share / 8)) continue;
    const run = chance.whole(1, 15);
    for (let silent = 0; silent < run && frame < frames; silent++) drawn.add(frame++);
  }
  return drawn;
};
