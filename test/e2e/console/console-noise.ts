/**
 * A bulletin at two boxes: nobody is at the one; at the other's serial port somebody types noise, as fast as the line carries it,
 * while a second technician watches. What left each of them, to be compared.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { bulletinOverAndOver } from '../sound/bulletin-over-and-over.ts';
import type { LogLine } from '../box-under-test.ts';
import { callSocket, consoleSettings, knock, SerialCable } from './console-talk.ts';
import { placeOf, readSound } from '../sound/reference.ts';
import { buildSmallVillage, type Ending } from '../small-village.ts';

/** What 115,200 baud carry in 50 ms. */
const NOISE_BYTES = 576;
const EVERY_MS = 50;
const FRAME_SAMPLES = 960;
/** Silence at both ends of the bulletin. */
const SILENT_FRAMES_MAX = 5;
/** Behind the ramp, and where somebody speaks. */
const PASSAGE_AT = 4_000;

export interface Disturbed {
  readonly noiseBytes: number;
  readonly seconds: number;
  /** From the first that is not silent to the last, both ramps with it. */
  readonly samples: number;
  readonly samplesThatDiffer: number;
  /** Of the box with the noise. */
  readonly ended: LogLine;
  readonly endedUndisturbed: LogLine;
  /** What the watching technician saw. */
  readonly watched: string;
}

export const playUnderNoise = async (ending: Ending, frames: number): Promise<Disturbed> => {
  const village = await buildSmallVillage(ending);
  const cable = new SerialCable(village.folder);
  ending.after(() => cable.plugOut());
  const laptop = cable.plugIn();
  const quiet = village.startBox({ id: 'quiet' });
  await quiet.event('link.up');
  const box = village.startBox({
    console: { ...(await consoleSettings(village.folder)), port: cable.port },
  });
  await box.event('link.up');
  await knock(laptop);
  const watcher = await callSocket(join(village.folder, 'console.sock'));
  await watcher.login();
  watcher.type('watch\r');
  let noiseBytes = 0;
  const fromMs = performance.now();
  const noise = setInterval(() => {
    laptop.type(randomBytes(NOISE_BYTES));
    noiseBytes += NOISE_BYTES;
  }, EVERY_MS);
  try {
    const broadcast = await village.speak(frames, { source: bulletinOverAndOver(frames) });
    await broadcast.done;
    const withinMs = frames * 20 + 10_000;
    const ended = await box.event('announcement.ended', withinMs);
    const seconds = (performance.now() - fromMs) / 1_000;
    const endedUndisturbed = await quiet.event('announcement.ended', withinMs);
    clearInterval(noise);
    watcher.hangUp();
    assert.deepEqual([await box.stop(), await quiet.stop()], [0, 0]);
    const undisturbed = soundOf(readSound(quiet.wavFile));
    const samples = undisturbed.length;
    assert.ok(samples > (frames - SILENT_FRAMES_MAX) * FRAME_SAMPLES, 'it was not heard whole');
    const sound = readSound(box.wavFile);
    const at = placeOf(undisturbed, sound, PASSAGE_AT);
    const disturbed = sound.subarray(at, at + samples);
    const samplesThatDiffer = undisturbed.filter((one, at) => one !== disturbed[at]).length;
    const { seen: watched } = watcher;
    return { noiseBytes, seconds, samples, samplesThatDiffer, ended, endedUndisturbed, watched };
  } finally {
    clearInterval(noise);
  }
};

/** From the first sample that is not silent to the last. */
const soundOf = (sound: Int16Array): Int16Array => {
  const isSound = (sample: number): boolean => sample !== 0;
  return sound.subarray(sound.findIndex(isSound), sound.findLastIndex(isSound) + 1);
};
