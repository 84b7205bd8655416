/** All that a sound may be that has just begun: each place of each stream near which it is due, as it may begin there. */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { FrameLibrary } from './frame-library.ts';
import { BEFORE_STREAM, CHIME, Hypothesis, SLOPE, concealedAfter, mended, type Leg } from './hypothesis.ts';
import { MEND_SAMPLES, lastSamplesOf } from './signal.ts';
import type { Source, Voice } from './voice.ts';

const SAMPLES_PER_US = 0.048;
/** A box may be off its place by this before it corrects itself (2 ms), and the search goes this far beyond. */
const CORRECTS_BEYOND_SAMPLES = 97;
const WIDER_SAMPLES = 240;

export interface Onset {
  readonly library: FrameLibrary;
  readonly voices: Iterable<Voice>;
  readonly clockErrorsUs: readonly (readonly [number, number])[];
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
    for (const [least, greatest] of onset.clockErrorsUs) {
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
  const begin = { voice, source: 'chime', wave: CHIME, last: 0 } as const;
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
  const addPlaces = (source: Source, wave: Int16Array, last: number, places: Places, most: number) => {
    const end = Math.min(most - 1, places.high - start);
    for (let at = Math.max(0, places.low - start); at <= end; at++) {
      add(found, onset, { voice, source, wave, last, position: start + at, at });
    }
  };
  const lastOf = whole[FRAME_SAMPLES - 1] ?? 0;
  addPlaces('stream', whole, lastOf, wide, FRAME_SAMPLES);
  if (near.high < start || near.low >= start + FRAME_SAMPLES) return;
  for (const last of lastSamplesOf(voice.stream)) {
    addPlaces('concealed', concealedAfter(last), last, near, FRAME_SAMPLES);
    addPlaces('stream', mended(whole, last), lastOf, near, MEND_SAMPLES);
  }
  // A decoder that was told nothing before it had to conceal goes on from silence: it can be heard only when the gain is up.
  const wave = mended(whole, 0);
  const end = Math.min(MEND_SAMPLES - 1, near.high - start);
  for (let at = Math.max(0, near.low - start); at <= end; at++) {
    const gain = [onset.gain[0], Math.min(1, onset.gain[1] + at * SLOPE)] as const;
    add(found, onset, { voice, source: 'stream', wave, last: lastOf, position: start + at, at, gain });
  }
};

interface Begin {
  readonly voice: Voice;
  readonly source: Source;
  readonly wave: Int16Array;
  readonly at: number;
  readonly last: number;
  readonly position: number;
  /** Where it is not that of the onset. */
  readonly gain?: readonly [number, number];
}

const add = (found: Hypothesis[], onset: Onset, begin: Begin): void => {
  const { heard, atUs: fromUs, previous } = onset;
  const { wave, at, voice } = begin;
  const [low, high] = begin.gain ?? onset.gain;
  const sample = heard[0] ?? 0;
  const due = (wave[at] ?? 0) * voice.level;
  if (sample > 0 ? due * high < sample - 1 : due * high > sample + 1) return;
  // No gain turns a sign. A few samples rule out nearly all places, so the others are never made.
  for (const later of LOOK_AHEAD) {
    const product = (heard[later] ?? 0) * (wave[at + later] ?? 0);
    if (product < 0) return;
  }
  found.push(new Hypothesis({ ...begin, fromUs, gain: [low, high], previous }));
};

const LOOK_AHEAD = [2, 4, 8, 12, 16, 24, 32] as const;
