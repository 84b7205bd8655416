/** A minute of noise at the serial port of a box that plays: whether one sample of it differs from a box that nobody disturbs. */
import { playUnderNoise } from '../e2e/console/console-noise.ts';
import type { Ending } from '../e2e/small-village.ts';
import type { Figure } from './measure.ts';

/** A minute. */
const FRAMES = 3_000;

export const measureConsoleNoise = async (ending: Ending): Promise<Figure[]> => {
  const { noiseBytes, seconds, samples, samplesThatDiffer, ended, endedUndisturbed } =
    await playUnderNoise(ending, FRAMES);
  const count = (name: string, value: unknown): Figure => ({
    name,
    value: Number(value),
    unit: 'frames',
    most: 0,
  });
  return [
    { name: 'noise was typed for', value: seconds, unit: 's', least: 60 },
    { name: 'noise', value: noiseBytes, unit: 'bytes' },
    { name: 'samples compared with the box beside it', value: samples, unit: 'samples' },
    { name: 'samples that differ', value: samplesThatDiffer, unit: 'samples', most: 0 },
    count('frames late at the box beside it', endedUndisturbed['lateFrames']),
    count('frames late', ended['lateFrames']),
    count('frames concealed', ended['concealedFrames']),
  ];
};
