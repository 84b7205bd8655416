/** Ten minutes with fifty announcements, started and stopped: whether an agent grows by them. */
import { playMany, type Holding } from '../rig/growth/many-announcements.ts';
import { noRig } from '../rig/step/two-agents.ts';
import type { Ending } from '../e2e/small-village.ts';
import { median, RESIDENT_MIB_MAX, type Figure } from './measure.ts';

const ANNOUNCEMENTS = 50;
const EVERY_S = 12;
const SECONDS = 6;
/** Until then code is still being compiled that runs once an announcement. */
const WARM = 10;
const COMPARED = 10;

export const measureGrowth = async (ending: Ending): Promise<Figure[]> => {
  const missing = noRig();
  if (missing !== false) {
    console.log(`  not measured: ${missing}`);
    return [];
  }
  const held = await playMany(ending, {
    announcements: ANNOUNCEMENTS,
    everyS: EVERY_S,
    seconds: SECONDS,
  });
  const [early, late] = [held.slice(WARM, WARM + COMPARED), held.slice(-COMPARED)];
  const grown = (of: (holding: Holding) => number): number =>
    median(late.map(of)) - median(early.map(of));
  const last = held.at(-1);
  return [
    { name: 'announcements played', value: held.length, unit: '', least: ANNOUNCEMENTS },
    {
      name: 'resident memory after the last',
      value: last?.residentMiB ?? Number.NaN,
      unit: 'MiB',
      most: RESIDENT_MIB_MAX,
    },
    {
      name: 'resident memory, grown since announcement 10 to 20',
      value: grown(({ residentMiB }) => residentMiB),
      unit: 'MiB',
      most: 1,
    },
    {
      name: 'memory that is no file’s, grown since then',
      value: grown(({ ownMiB }) => ownMiB),
      unit: 'MiB',
      most: 1,
    },
    {
      name: 'open files, grown',
      value: grown(({ descriptors }) => descriptors),
      unit: '',
      most: 0,
    },
    { name: 'threads, grown', value: grown(({ threads }) => threads), unit: '', most: 0 },
  ];
};
