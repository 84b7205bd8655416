/** What a recording sounds like by opusscript alone, and where it lies in what a box let out. Knows nothing of the agent. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import OpusScript from 'opusscript';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';

const FRAME_SAMPLES = 960;
/** Stated ramp at both ends. */
export const RAMP_SAMPLES = 240;
const WAV_HEADER_BYTES = 44;

/** The first `frames` of the bulletin, decoded in one go. */
export const decodedBulletin = async (frames: number): Promise<Int16Array> => {
  const source = openRecording(BULLETIN_PATH, () => undefined);
  const decoder = new OpusScript(48_000, 1);
  const pcm = new Int16Array(frames * FRAME_SAMPLES);
  for (let frame = 0; frame < frames; frame++) {
    const next = await source.next();
    assert.equal(next.is, 'frame');
    if (next.is !== 'frame') break;
    pcm.set(samplesOf(decoder.decode(Buffer.from(next.packet))), frame * FRAME_SAMPLES);
  }
  await source.close();
  decoder.delete();
  return pcm;
};

export const readSound = (wavFile: string): Int16Array =>
  samplesOf(readFileSync(wavFile).subarray(WAV_HEADER_BYTES));

const samplesOf = (bytes: Buffer): Int16Array =>
  Int16Array.from({ length: Math.floor(bytes.length / 2) }, (_, at) => bytes.readInt16LE(2 * at));

/**
 * Sample of `sound` at which sample 0 of `reference` lies, found by samples `from` to `from + 2000` of it.
 * @throws where that passage is not in it, to the bit.
 */
export const placeOf = (reference: Int16Array, sound: Int16Array, from: number): number => {
  const passage = reference.subarray(from, from + 2_000);
  for (let at = 0; at + passage.length <= sound.length; at++) {
    if (passage.every((sample, index) => sample === sound[at + index])) return at - from;
  }
  throw new assert.AssertionError({ message: `samples ${from} and on were not heard` });
};

/** All of the first `frames` of the bulletin left the horn, sample for sample but for the two stated ramps. */
export const assertHeardWhole = async (wavFile: string, frames: number): Promise<void> => {
  const reference = await decodedBulletin(frames);
  const sound = readSound(wavFile);
  const at = placeOf(reference, sound, 4_000);
  const end = reference.length - RAMP_SAMPLES;
  assert.deepEqual(
    sound.subarray(at + RAMP_SAMPLES, at + end),
    reference.subarray(RAMP_SAMPLES, end),
  );
};

/** The largest step from one sample to the next. */
export const largestStep = (pcm: Int16Array): number => {
  let largest = 0;
  for (let at = 1; at < pcm.length; at++) {
    largest = Math.max(largest, Math.abs((pcm[at] ?? 0) - (pcm[at - 1] ?? 0)));
  }
  return largest;
};
