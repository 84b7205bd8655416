/** What a listener hears of a line that stalls: 800 ms under a group delay of 1.2 s, and 3 s. */
import { setTimeout as pass } from 'node:timers/promises';
import { decodedBulletin, largestStep, placeOf, readSound } from '../e2e/sound/reference.ts';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import type { Figure } from './measure.ts';

const FRAMES = 400;

export const measureStalls = async (ending: Ending): Promise<Figure[]> => {
  const short = await heardThrough(ending, 800);
  const long = await heardThrough(ending, 3_000);
  return [
    {
      name: 'stall of 800 ms: frames late or concealed',
      value: short.lost,
      unit: 'frames',
      most: 0,
    },
    {
      name: 'stall of 3 s: frames concealed',
      value: long.concealed,
      unit: 'frames',
      least: 1,
      most: 5,
    },
    {
      name: 'stall of 3 s: of the stream heard all the same',
      value: long.heardS,
      unit: 's',
      least: 5,
    },
    {
      name: 'stall of 3 s: largest step beside the recording’s own',
      value: long.stepRatio,
      unit: 'times',
      most: 1.05,
    },
  ];
};

const heardThrough = async (ending: Ending, stallMs: number) => {
  const village = await buildSmallVillage(ending);
  const box = village.startBox();
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await box.switched({ relay: 'line', on: true });
  await pass(2_500);
  village.line.stall();
  await pass(stallMs);
  village.line.resume();
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  await box.stop();
  const reference = await decodedBulletin(FRAMES);
  const sound = readSound(box.wavFile);
  const at = placeOf(reference, sound, 4_000);
  const concealed = Number(ended['concealedFrames']);
  return {
    concealed,
    lost: concealed + Number(ended['lateFrames']),
    heardS: Number(ended['samples']) / 48_000,
    stepRatio: largestStep(sound.subarray(at, at + reference.length)) / largestStep(reference),
  };
};
