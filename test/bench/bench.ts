/**
 * `make bench`: measures what the house promises, beside other programs where they can be had, and says which promises hold.
 * Exit status 1 where one does not. Absolute times are of this machine on this day; ratios travel further.
 */
import { cpus } from 'node:os';
import { measureConsole } from './console.ts';
import { measureDisk } from './disk.ts';
import { measureConsoleNoise } from './console-noise.ts';
import { holds, lineOf, type Figure } from './measure.ts';
import { measureBelief } from './belief.ts';
import { measureKills } from './kills.ts';
import { measurePlaying } from './playing.ts';
import { measureSafe } from './safe.ts';
import { measureStalls } from './stalls.ts';
import { measureStep } from './step.ts';
import { measureTime } from './time.ts';
import { measureGrowth } from './growth.ts';
import { measureIdle } from './idle.ts';
import { measureFreshClone } from './fresh-clone.ts';
import { measureVillageHour } from './village-hour.ts';
import type { Ending } from '../e2e/small-village.ts';

const PARTS: Readonly<Record<string, (ending: Ending) => Promise<Figure[]>>> = {
  playing: measurePlaying,
  step: measureStep,
  stalls: measureStalls,
  growth: measureGrowth,
  time: measureTime,
  belief: measureBelief,
  kills: measureKills,
  safe: measureSafe,
  disk: measureDisk,
  idle: measureIdle,
  console: measureConsole,
  'console-noise': measureConsoleNoise,
  'village-hour': measureVillageHour,
  'fresh-clone': measureFreshClone,
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS);
let allHold = true;
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`);
for (const name of wanted) {
  const part = PARTS[name];
  if (part === undefined) {
    console.error(`There is no part called ${name}: choose of ${Object.keys(PARTS).join(', ')}.`);
    process.exitCode = 2;
    break;
  }
  console.log(`\n${name} …`);
  const closing: (() => Promise<void>)[] = [];
  try {
    const figures = await part({ after: (close) => closing.push(close) });
    for (const figure of figures) console.log(lineOf(figure));
    allHold &&= figures.every(holds);
  } finally {
    for (const close of closing) await close();
  }
}
if (!allHold) {
  console.log('\nNot every promise holds.');
  process.exitCode = 1;
}
