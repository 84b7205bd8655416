/** What a box can have in hand to play: a frame as decoded, mended or made up, and any of them a few samples shorter or longer. */
import { CHIME_SAMPLES, chime } from '../../../agent/core/playout/tone/chime.ts';
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import { mendFrame, writeConcealed } from './signal.ts';

export interface Wave {
  readonly pcm: Int16Array;
  /** By how many samples it is shortened (lengthened where negative): a quarter of a frame is resampled for each, from its beginning on. */
  readonly skip: number;
  /** The sample before the first: what the resampling needs to its left. */
  readonly before: number;
}

/** A box that is off its place shortens or lengthens a frame by at most so many samples (0.5 %). */
export const SKIP_MAX = 4;
const SPREAD_SAMPLES = FRAME_SAMPLES / SKIP_MAX;

export const asItIs = (pcm: Int16Array): Wave => ({ pcm, skip: 0, before: 0 });

export const lengthOf = ({ pcm, skip }: Wave): number => pcm.length - skip;

/** How far one sample of it goes in the stream, taken all over. */
export const paceOf = ({ pcm, skip }: Wave): number => pcm.length / (pcm.length - skip);

/** Its sample `index`, by cubic interpolation (Catmull and Rom) where it is resampled. */
export const sampleOf = (wave: Wave, index: number): number => {
  const { pcm, skip, before } = wave;
  if (skip === 0) return pcm[index] ?? 0;
  const spread = SPREAD_SAMPLES * Math.abs(skip);
  if (index >= spread - skip) return pcm[index + skip] ?? 0;
  const place = index * (spread / (spread - skip));
  const left = Math.floor(place);
  const t = place - left;
  const last = pcm.length - 1;
  const p0 = left === 0 ? before : (pcm[left - 1] ?? 0);
  const p1 = pcm[Math.min(left, last)] ?? 0;
  const p2 = pcm[Math.min(left + 1, last)] ?? 0;
  const p3 = pcm[Math.min(left + 2, last)] ?? 0;
  const [m1, m2] = [(p2 - p0) / 2, (p3 - p1) / 2];
  const [t2, t3] = [t * t, t * t * t];
  return (
    (2 * t3 - 3 * t2 + 1) * p1 + (t3 - 2 * t2 + t) * m1 + (3 * t2 - 2 * t3) * p2 + (t3 - t2) * m2
  );
};

export const CHIME: Int16Array = chime();
const steepest = CHIME.reduce(
  (most, sample, at) => Math.max(most, Math.abs(sample - (CHIME[Math.max(0, at - 1)] ?? 0))),
  0,
);
const highest = CHIME.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
/** No two samples of a chime are further apart, even in a ramp of 5 ms. */
export const CHIME_STEP_MAX = steepest + Math.ceil(highest / 240);
/** The chime, and 250 ms of silence after it, end where the stream begins. */
export const BEFORE_STREAM = CHIME_SAMPLES + 12_000;

export const mended = (pcm: Int16Array, last: number): Int16Array => {
  const copy = pcm.slice();
  mendFrame(last, copy);
  return copy;
};

const CONCEALED = new Map<number, Int16Array>();

/** The frame that goes on from `last`; there are few such samples, so each is computed once. */
export const concealedAfter = (last: number): Int16Array => {
  let pcm = CONCEALED.get(last);
  if (pcm === undefined) {
    pcm = new Int16Array(FRAME_SAMPLES);
    writeConcealed(last, pcm);
    CONCEALED.set(last, pcm);
  }
  return pcm;
};
