/** All that a sound may be that has just begun: each place of each stream near which it is due, as it may begin there. */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { FrameLibrary } from './frame-library.ts';
import { Hypothesis, SLOPE, type Beginning, type Leg } from './hypothesis.ts';
import { MEND_SAMPLES, lastSamplesOf } from './signal.ts';
import type { Voice } from './voice.ts';
import {
  BEFORE_STREAM,
  CHIME,
  SKIP_MAX,
  asItIs,
  concealedAfter,
  mended,
  type Wave,
} from './wave.ts';

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
  const start = { voice, source: 'chime', last: 0, position: -BEFORE_STREAM } as const;
  addPlaces(found, onset, start, CHIME, places, CHIME.length);
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
  const position = frame * FRAME_SAMPLES;
  const whole = onset.library.frame(voice.stream, frame);
  const last = whole[FRAME_SAMPLES - 1] ?? 0;
  const asDecoded = { voice, source: 'stream', last, position } as const;
  addPlaces(found, onset, asDecoded, whole, near, FRAME_SAMPLES);
  // Of two that explain the same, the nearer stands first.
  addPlaces(found, onset, asDecoded, whole, { low: wide.low, high: near.low - 1 }, FRAME_SAMPLES);
  addPlaces(found, onset, asDecoded, whole, { low: near.high + 1, high: wide.high }, FRAME_SAMPLES);
  if (near.high < position || near.low >= position + FRAME_SAMPLES) return;
  const mayBegin = near.low < position + MEND_SAMPLES;
  if (mayBegin) addResampled(found, onset, asDecoded, whole, 0);
  for (const past of lastSamplesOf(voice.stream)) {
    const madeUp = { voice, source: 'concealed', last: past, position } as const;
    addPlaces(found, onset, madeUp, concealedAfter(past), near, FRAME_SAMPLES);
    if (!mayBegin) continue;
    const pcm = mended(whole, past);
    addPlaces(found, onset, asDecoded, pcm, near, MEND_SAMPLES);
    addResampled(found, onset, asDecoded, pcm, past);
  }
  if (mayBegin && voice.mayBeBroken) addFromSilence(found, onset, asDecoded, mended(whole, 0));
};

type Start = Pick<Beginning, 'voice' | 'source' | 'last' | 'position'>;

/** Wherever in `pcm`, but in its first `most` samples, it may be that it is heard. */
const addPlaces = (
  found: Hypothesis[],
  onset: Onset,
  start: Start,
  pcm: Int16Array,
  places: Places,
  most: number,
): void => {
  const wave = asItIs(pcm);
  const { heard, gain } = onset;
  const sample = heard[0] ?? 0;
  // No gain makes more of a sample than it may, or turns its sign: that rules out nearly all places.
  const least = (sample - Math.sign(sample)) / (start.voice.level * gain[1]);
  const end = Math.min(most - 1, places.high - start.position);
  for (let at = Math.max(0, places.low - start.position); at <= end; at++) {
    const due = pcm[at] ?? 0;
    if (sample > 0 ? due < least : due > least) continue;
    if (!turnsSign(heard, pcm, at)) add(found, onset, start, wave, at, gain[1]);
  }
};

/** A few samples more rule out most places, so that they are never looked at again. */
const turnsSign = (heard: Int16Array, pcm: Int16Array, at: number): boolean => {
  const most = Math.min(LOOK_AHEAD, heard.length - 1, pcm.length - 1 - at);
  for (let later = LOOK_STEP; later <= most; later += LOOK_STEP) {
    if ((heard[later] ?? 0) * (pcm[at + later] ?? 0) < 0) return true;
  }
  return false;
};

const LOOK_AHEAD = 32;
const LOOK_STEP = 4;

/** A frame that follows upon silence may be shortened or lengthened like any other. */
const addResampled = (
  found: Hypothesis[],
  onset: Onset,
  start: Start,
  pcm: Int16Array,
  before: number,
): void => {
  const sample = onset.heard[0] ?? 0;
  const due = (pcm[0] ?? 0) * start.voice.level * onset.gain[1];
  if (!start.voice.mayBeResampled || (sample > 0 ? due < sample - 1 : due > sample + 1)) return;
  for (let skip = -SKIP_MAX; skip <= SKIP_MAX; skip++) {
    if (skip !== 0) add(found, onset, start, { pcm, skip, before }, 0, onset.gain[1]);
  }
};

/** A decoder that was told nothing before it had to conceal goes on from silence: it is heard only when the gain is up. */
const addFromSilence = (found: Hypothesis[], onset: Onset, start: Start, pcm: Int16Array): void => {
  const sample = onset.heard[0] ?? 0;
  const skips = start.voice.mayBeResampled ? SKIP_MAX : 0;
  for (let at = 0; at < HEARD_BY_SAMPLES; at++) {
    const most = Math.min(1, onset.gain[1] + at * SLOPE);
    const due = (pcm[at] ?? 0) * start.voice.level * most;
    if (sample > 0 ? due < sample - 2 : due > sample + 2) continue;
    for (let skip = -skips; skip <= skips; skip++) {
      add(found, onset, start, { pcm, skip, before: 0 }, at, most);
    }
  }
};

/** What rises from silence is heard within so many samples. */
const HEARD_BY_SAMPLES = 40;

const add = (
  found: Hypothesis[],
  { atUs, previous, gain: [least] }: Onset,
  { voice, source, last, position }: Start,
  wave: Wave,
  at: number,
  mostGain: number,
): void => {
  const gain = [least, mostGain] as const;
  const place = position + at;
  found.push(
    new Hypothesis({
      voice,
      source,
      wave,
      at,
      position: place,
      last,
      fromUs: atUs,
      gain,
      previous,
    }),
  );
};
