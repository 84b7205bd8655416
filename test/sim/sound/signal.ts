/**
 * The sound of the virtual village: each stream is a train of sine cycles whose length tells the stream and whose heights
 * tell the place in it, so that whoever hears a millisecond of it knows which sample of which stream it is. Smooth
 * everywhere, and high where frames meet, so that a frame that is left out makes a step larger than any of its own.
 *
 *      frame f               | frame f+1
 *   ‾\      /‾\      /‾\      /‾          a cycle straddles every boundary, at its peak
 *     \____/   \____/   \____/
 */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';

/** Samples a cycle; each divides a frame, and its quarter is whole. Neighbours in number are far apart in pitch. */
export const CYCLE_SAMPLES = [80, 48, 120, 60, 160, 64, 96] as const;
/** Further apart than the largest step of any of them. */
export const HEIGHTS = [1_400, 2_600, 3_800, 5_000] as const;

const CONCEALED_CYCLE_SAMPLES = 40;
/** How long a decoder takes from what it made up to what it is told, as the overlap of Opus does. */
export const MEND_SAMPLES = 120;

const heightOf = (stream: number, cycle: number): number => {
  let mixed = Math.imul(stream + 1, 0x9e3779b1) ^ Math.imul(cycle + 1, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) & 3;
};

/** One cycle of each length at each height. */
const CYCLES = CYCLE_SAMPLES.map((length) =>
  HEIGHTS.map((height) =>
    Int16Array.from({ length }, (_, at) =>
      Math.round(height * Math.sin((2 * Math.PI * at) / length)),
    ),
  ),
);

const cyclesOf = (stream: number): Int16Array[] => CYCLES[stream % CYCLES.length] ?? [];

/** Writes frame `frame` of stream number `stream`, as a decoder gives it that has lost nothing before. */
export const writeFrame = (stream: number, frame: number, pcm: Int16Array): void => {
  const cycles = cyclesOf(stream);
  const length = cycles[0]?.length ?? FRAME_SAMPLES;
  const quarter = length / 4;
  let cycle = (frame * FRAME_SAMPLES) / length;
  for (let at = -quarter; at < FRAME_SAMPLES; at += length, cycle++) {
    const wave = cycles[heightOf(stream, cycle)];
    if (wave === undefined) continue;
    const whole = at >= 0 && at + length <= FRAME_SAMPLES;
    if (whole) pcm.set(wave, at);
    else
      pcm.set(
        wave.subarray(at < 0 ? quarter : 0, Math.min(length, FRAME_SAMPLES - at)),
        Math.max(0, at),
      );
  }
};

const CONCEALED = Float64Array.from({ length: FRAME_SAMPLES }, (_, at) =>
  Math.cos((2 * Math.PI * (at + 1)) / CONCEALED_CYCLE_SAMPLES),
);

/** A frame that was made up: goes on from the sample `last`, and ends on it, so that it follows itself. */
export const writeConcealed = (last: number, pcm: Int16Array): void => {
  for (let at = 0; at < FRAME_SAMPLES; at++) pcm[at] = Math.round(last * (CONCEALED[at] ?? 0));
};

/** Bends the beginning of a frame, so that it goes on from `last`, which was made up. */
export const mendFrame = (last: number, pcm: Int16Array): void => {
  const gap = last - (pcm[0] ?? 0);
  for (let at = 0; at < MEND_SAMPLES; at++) {
    pcm[at] = Math.round((pcm[at] ?? 0) + gap * (1 - (at + 1) / (MEND_SAMPLES + 1)));
  }
};

/** The samples that a frame of this stream can end on: one for each height. */
export const lastSamplesOf = (stream: number): number[] =>
  cyclesOf(stream).map((wave) => wave[wave.length / 4 - 1] ?? 0);

const STEEPEST = Math.max(
  (2 * Math.PI * HEIGHTS[3]) / CONCEALED_CYCLE_SAMPLES,
  (2 * Math.PI * HEIGHTS[3]) / Math.min(...CYCLE_SAMPLES) + (2 * HEIGHTS[3]) / MEND_SAMPLES,
);
/** A ramp of 5 ms adds this much to a step of the highest sample. */
const RAMP_STEP = HEIGHTS[3] / 240;

/** No two samples in a row are further apart, whatever of this is played and however it is faded. */
export const STEP_MAX = Math.ceil(STEEPEST + RAMP_STEP + 2);
