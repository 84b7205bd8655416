/** All that a sound may be that has just begun: each place of each stream near which it is due, as it may begin there. */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { FrameLibrary } from './frame-library.ts';
import { Hypothesis, SLOPE, type Beginning, type Leg } from './hypothesis.ts';
import { MEND_SAMPLES, lastSamplesOf } from './signal.ts';
import type { Source, Voice } from './voice.ts';
import { BEFORE_STREAM, CHIME, SKIP_MAX, asItIs, concealedAfter, mended, sampleOf, type Wave } from './wave.ts';

const SAMPLES_PER_US = 0.048;
/** A box may be off its place by this before it corrects itself (2 ms), and the search goes this far beyond. */
const CORRECTS_BEYOND_SAMPLES = 97;
const WIDER_SAMPLES = 240;

export interface Onset {
  readonly library: FrameLibrary;
  readonly voices: Iterable<Voice>;
  readonly placeErrors: (voice: Voice, atUs: number) => readonly (readonly [number, number])[];
  readonly atUs: number;
  /** What is heard, from its first sample on. */
  readonly heard: Int16Array;
  readonly gain: readonly [number, number];
  readonly previous: Leg | undefined;
}

export const onsets = (onset: Onset): Hypothesis[] => {
  const found: Hypothesis[] = [];
  for (const voice of onset.voices) {
    const dueUs = onset.atUs - voice.startUs;
    for (const [least, greatest] of onset.placeErrors(voice, onset.atUs)) {
      addPlacesNear(found, onset, voice, {
        low: Math.floor((dueUs + least) * SAMPLES_PER_US - CORRECTS_BEYOND_SAMPLES),
        high: Math.ceil((dueUs + greatest) * SAMPLES_PER_US + CORRECTS_BEYOND_SAMPLES),
      });
    }
  }
  return found;
};

const addPlacesNear = (found: Hypothesis[], onset: Onset, voice: Voice, near: Places): void => {
  const wide = { low: near.low - WIDER_SAMPLES, high: near.high + WIDER_SAMPLES };
  if (voice.hasChime && wide.low < 0) addChime(found, onset, voice, wide);
  const first = Math.max(0, Math.floor(wide.low / FRAME_SAMPLES));
  const end = Math.min(voice.frames, Math.floor(wide.high / FRAME_SAMPLES) + 1);
  for (let frame = first; frame < end; frame++) addFrame(found, onset, voice, frame, near, wide);
};

interface Places {
  readonly low: number;
  readonly high: number;
}

const addChime = (found: Hypothesis[], onset: Onset, voice: Voice, places: Places): void => {
  const low = Math.max(places.low, -BEFORE_STREAM);
  const high = Math.min(places.high, CHIME.length - BEFORE_STREAM - 1);
  const begin = { voice, source: 'chime', wave: asItIs(CHIME), last: 0 } as const;
  for (let position = low; position <= high; position++) {
    add(found, onset, { ...begin, position, at: position + BEFORE_STREAM });
  }
};

/** A frame as it begins anywhere within it; near its place, also as it begins after or in a loss. */
const addFrame = (
  found: Hypothesis[],
  onset: Onset,
  voice: Voice,
  frame: number,
  near: Places,
  wide: Places,
): void => {
  const start = frame * FRAME_SAMPLES;
  const whole = onset.library.frame(voice.stream, frame);
  const last = whole[FRAME_SAMPLES - 1] ?? 0;
  const put = (source: Source, pcm: Int16Array, lastOf: number, places: Places, most: number): void => {
    const wave = asItIs(pcm);
    const end = Math.min(most - 1, places.high - start);
    for (let at = Math.max(0, places.low - start); at <= end; at++) {
      add(found, onset, { voice, source, wave, last: lastOf, position: start + at, at });
    }
  };
  put('stream', whole, last, wide, FRAME_SAMPLES);
  if (near.high < start || near.low >= start + FRAME_SAMPLES) return;
  const isAtStart = near.low <= start + BEGINS_WITHIN_SAMPLES;
  if (isAtStart) putResampled(found, onset, { voice, source: 'stream', last, position: start }, whole, 0);
  for (const past of [0, ...lastSamplesOf(voice.stream)]) {
    if (past !== 0) put('concealed', concealedAfter(past), past, near, FRAME_SAMPLES);
    if (near.low >= start + MEND_SAMPLES) continue;
    const pcm = mended(whole, past);
    if (past === 0) putFromSilence(found, onset, { voice, source: 'stream', last, position: start }, pcm, near);
    else put('stream', pcm, last, near, MEND_SAMPLES);
    if (isAtStart) putResampled(found, onset, { voice, source: 'stream', last, position: start }, pcm, past);
  }
};

/** A ramp that begins with a frame is heard within so many samples. */
const BEGINS_WITHIN_SAMPLES = 6;

type Start = Pick<Beginning, 'voice' | 'source' | 'last' | 'position'>;

/** A frame that follows upon silence may be shortened or lengthened like any other. */
const putResampled = (
  found: Hypothesis[],
  onset: Onset,
  start: Start,
  pcm: Int16Array,
  before: number,
): void => {
  for (let skip = -SKIP_MAX; skip <= SKIP_MAX; skip++) {
    const wave: Wave = { pcm, skip, before };
    for (let at = 0; skip !== 0 && at <= BEGINS_WITHIN_SAMPLES; at++) {
      add(found, onset, { ...start, wave, at, position: start.position + at });
    }
  }
};

/** A decoder that was told nothing before it had to conceal goes on from silence: it is heard only when the gain is up. */
const putFromSilence = (
  found: Hypothesis[],
  onset: Onset,
  start: Start,
  pcm: Int16Array,
  near: Places,
): void => {
  const end = Math.min(MEND_SAMPLES - 1, near.high - start.position);
  for (let at = Math.max(0, near.low - start.position); at <= end; at++) {
    const gain = [onset.gain[0], Math.min(1, onset.gain[1] + at * SLOPE)] as const;
    add(found, onset, { ...start, wave: asItIs(pcm), at, position: start.position + at, gain });
  }
};

type Begin = Omit<Beginning, 'fromUs' | 'previous' | 'gain'> & Partial<Pick<Beginning, 'gain'>>;

const LOOK_AHEAD = [2, 4, 8, 12, 16, 24, 32] as const;

const add = (found: Hypothesis[], onset: Onset, begin: Begin): void => {
  const { heard, atUs: fromUs, previous } = onset;
  const { wave, at, voice, gain = onset.gain } = begin;
  const sample = heard[0] ?? 0;
  const due = sampleOf(wave, at) * voice.level * gain[1];
  if (sample > 0 ? due < sample - 1 : due > sample + 1) return;
  // No gain turns a sign. A few samples rule out nearly all places, so the others are never made.
  for (const later of LOOK_AHEAD) {
    if ((heard[later] ?? 0) * (wave.pcm[at + later] ?? 0) < 0 && wave.skip === 0) return;
  }
  found.push(new Hypothesis({ ...begin, fromUs, gain, previous }));
};
