/**
 * A process that records until a small disk is full, frees space, and goes on: `node sink-full-disk.js FOLDER`. The folder is
 * a disk of its own, of 300 kB. Prints what happened as one JSON object.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { wavCard } from '../../../hw/audio/wav/wav-card.ts';
import { LiteralClock } from '../time/literal-clock.ts';
import { readWav } from './wav-reading.ts';

const FRAME_SAMPLES = 960;
const FRAME_US = 20_000;

const folder = process.argv[2] ?? '';
const file = join(folder, 'horn.wav');
const ballast = join(folder, 'ballast');
const clock = new LiteralClock(1e6);
const card = wavCard({ file, clock });

/** Plays up to 10 s of ones, and answers how many frames went in before the card failed. */
const play = async (frames: number): Promise<number> => {
  for (let frame = 0; frame < frames; frame += 1) {
    if (card.status().state === 'failed') return frame;
    card.write(new Int16Array(FRAME_SAMPLES).fill(1));
    clock.pass(FRAME_US);
    await turn();
  }
  return frames;
};

writeFileSync(ballast, Buffer.alloc(200_000));
await card.open();
const framesUntilFull = await play(500);
const { state, reason } = card.status();
await card.close();
const full = readWav(file);

rmSync(ballast);
await card.open();
const framesAfter = await play(20);
const after = card.status();
await card.close();
const freed = readWav(file);

console.log(
  JSON.stringify({
    framesUntilFull,
    state,
    reason,
    samplesWhenFull: full.samples.length,
    silentSamples: full.samples.filter((sample) => sample !== 1).length,
    strayBytes: full.strayBytes,
    stateAfter: after.state,
    framesAfter,
    samplesAfter: freed.samples.length,
    lines: freed.lines,
  }),
);
