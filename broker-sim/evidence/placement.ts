/**
 * Finds what was sent in what left a horn, by the sound alone: a loud block of what was sent must be there again, sample
 * for sample. So it is known when the box began, whatever the box says of itself.
 */
import { monoUs, samplesToUs, SAMPLE_RATE_HZ, type MonoUs } from '../../agent/core/vocabulary.ts';
import type { WavFile } from '../report/record/wav-file.ts';
import type { HornRecording } from './horn-recording.ts';

/** 10 ms: long enough that no two blocks of a recording are alike. */
const BLOCK_SAMPLES = 480;
/** Near silence is alike everywhere; from about this level on, 480 samples are not. */
const LOUD_ENOUGH = 8;
/** How far from its place it is looked for. */
const REACH_SAMPLES = 2 * SAMPLE_RATE_HZ;

/**
 * The instant at which sample 0 of `sent` left the horn (would have, where a box joined later), or undefined where no block
 * of it is found within two seconds of where it should be.
 */
export const findPlacement = async (
  horn: HornRecording,
  sent: WavFile,
  dueAtUs: MonoUs,
): Promise<MonoUs | undefined> => {
  for (let second = 0; second < sent.samples; second += SAMPLE_RATE_HZ) {
    const chunk = await sent.read(second, SAMPLE_RATE_HZ);
    const at = loudestBlock(chunk);
    if (at === undefined) continue;
    const block = chunk.subarray(at, at + BLOCK_SAMPLES);
    const found = await findBlock(horn, block, monoUs(dueAtUs + samplesToUs(second + at)));
    if (found !== undefined) return monoUs(horn.instantOf(found) - samplesToUs(second + at));
  }
  return undefined;
};

/** Where the loudest block of whole blocks begins; undefined where none is loud enough. */
const loudestBlock = (pcm: Int16Array): number | undefined => {
  let loudest = BLOCK_SAMPLES * LOUD_ENOUGH ** 2;
  let at: number | undefined;
  for (let first = 0; first + BLOCK_SAMPLES <= pcm.length; first += BLOCK_SAMPLES) {
    const energy = pcm
      .subarray(first, first + BLOCK_SAMPLES)
      .reduce((sum, sample) => sum + sample * sample, 0);
    if (energy <= loudest) continue;
    loudest = energy;
    at = first;
  }
  return at;
};

/** The sample of the horn's file at which `block` begins; of several the one nearest to where it is due. */
const findBlock = async (
  horn: HornRecording,
  block: Int16Array,
  dueAtUs: MonoUs,
): Promise<number | undefined> => {
  const due = horn.sampleAt(dueAtUs);
  if (due === undefined) return undefined;
  const first = Math.max(0, due - REACH_SAMPLES);
  const around = await horn.wav.read(first, due + REACH_SAMPLES + BLOCK_SAMPLES - first);
  let nearest: number | undefined;
  for (let at = 0; at + block.length <= around.length; at++) {
    if (!isAt(around, at, block)) continue;
    const sample = first + at;
    if (nearest === undefined || Math.abs(sample - due) < Math.abs(nearest - due)) nearest = sample;
  }
  return nearest;
};

const isAt = (pcm: Int16Array, at: number, block: Int16Array): boolean => {
  for (let index = 0; index < block.length; index++) {
    if (pcm[at + index] !== block[index]) return false;
  }
  return true;
};
