/** What one virtual hour of a village of twenty costs: whole cores, cards, links and oracles, without faults. */
import { liveThrough, speechS } from '../sim/one-run.ts';
import type { Ending } from '../e2e/small-village.ts';
import type { Figure } from './measure.ts';

/** A village that is spoken to often; how much of the hour is speech is printed. */
const OPTIONS = { seed: 1, boxes: 20, minutes: 60, faults: [], pauseUsMost: 150_000_000 };

export const measureVillageHour = (_: Ending): Promise<Figure[]> => {
  const before = process.cpuUsage();
  const { plan, verdict } = liveThrough(OPTIONS);
  const { user, system } = process.cpuUsage(before);
  return Promise.resolve([
    {
      name: 'a virtual hour of 20 boxes',
      value: (user + system) / 1e6,
      unit: 's of CPU',
      most: 20,
    },
    { name: 'speech in that hour', value: speechS(plan), unit: 's' },
    {
      name: 'frames that had to be heard, by all boxes',
      value: verdict.demandedFrames,
      unit: 'frames',
    },
    { name: 'complaints of the oracles', value: verdict.violations.length, unit: '', most: 0 },
  ]);
};
