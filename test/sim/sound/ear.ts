/**
 * Listens to one horn and says which sample of which stream left it when. It knows the signals, where they are due, and
 * how fast a gain may move; of the box that plays them it knows nothing. What no such signal under no such gain explains
 * is a click, or unknown.
 *
 * While a stream plays at full level, whole frames are compared at once; only starts, ends and concealment are followed
 * sample by sample, by all hypotheses that hold.
 */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import type { FrameLibrary } from './frame-library.ts';
import { Hypothesis, SLOPE, type Leg } from './hypothesis.ts';
import { onsets } from './onset.ts';
import { SpanWriter } from './span-writer.ts';
import { MEND_SAMPLES, STEP_MAX } from './signal.ts';
import type { Click, Span, Voice } from './voice.ts';
import { CHIME_STEP_MAX, asItIs } from './wave.ts';

/** So many zeros are silence: longer than any signal stays near zero. */
const SILENCE_SAMPLES = 120;
/** So many samples at full level, and whole frames are compared again. */
const SURE_SAMPLES = 64;
/** An unknown sound is looked at again after so many samples. */
const LOOK_AGAIN_SAMPLES = 240;

export interface EarParts {
  /** Pace of the card that it listens to. */
  readonly usPerSample: number;
  readonly library: FrameLibrary;
  /** The streams that may be heard at this instant. */
  readonly voices: (atUs: number) => Iterable<Voice>;
  /** How far off the box's clock may have been when it rendered what is heard now: ranges, in µs. */
  readonly clockErrors: (atUs: number) => readonly (readonly [number, number])[];
  readonly hears: (span: Span) => void;
  readonly clicks: (click: Click) => void;
}

/** Sound that left the horn: a stretch of a ring, which `bytes` shows again. */
export interface Block {
  readonly ring: Int16Array;
  readonly bytes: Buffer;
  readonly from: number;
  readonly samples: number;
  readonly firstUs: number;
}

type State = 'silent' | 'following' | 'searching' | 'lost';

export class Ear {
  readonly #parts: EarParts;
  readonly #writer: SpanWriter;
  #state: State = 'silent';
  #hypotheses: Hypothesis[] = [];
  #voice: Voice | undefined;
  #position = 0;
  #before = 0;
  #zeros = 0;
  #lostSamples = 0;

  constructor(parts: EarParts) {
    this.#parts = parts;
    this.#writer = new SpanWriter(parts.usPerSample, parts.hears);
  }

  /** The last sample that left the horn. */
  get lastSample(): number {
    return this.#before;
  }

  hear(block: Block): void {
    let at = 0;
    while (at < block.samples) {
      if (this.#state === 'silent') at = this.#skipSilence(block, at);
      else if (this.#state === 'following') at = this.#follow(block, at);
      else at = this.#search(block, at);
    }
  }

  /** The card stopped: whatever comes next begins from silence. */
  cut(): void {
    this.#commit();
    this.#writer.close();
    this.#state = 'silent';
    this.#before = 0;
  }

  #timeOf(block: Block, at: number): number {
    return block.firstUs + at * this.#parts.usPerSample;
  }

  #skipSilence(block: Block, at: number): number {
    const { ring, from, samples } = block;
    if (isZero(block, at, samples)) return samples;
    let next = at;
    while (ring[from + next] === 0) next += 1;
    this.#before = 0;
    this.#hypotheses = this.#begin(block, next, [0, 6 * SLOPE], undefined);
    this.#search1(block, next);
    return next + 1;
  }

  #begin(block: Block, at: number, gain: readonly [number, number], previous: Leg | undefined) {
    const atUs = this.#timeOf(block, at);
    const { voices, clockErrors, library } = this.#parts;
    const heard = block.ring.subarray(block.from + at, block.from + block.samples);
    this.#state = 'searching';
    this.#zeros = 0;
    return onsets({
      library,
      voices: voices(atUs),
      clockErrorsUs: clockErrors(atUs),
      atUs,
      heard,
      gain,
      previous,
    });
  }

  #follow(block: Block, at: number): number {
    const voice = this.#voice;
    if (voice === undefined) throw new Error('nothing to follow');
    const { library } = this.#parts;
    const offset = this.#position % FRAME_SAMPLES;
    const samples = Math.min(block.samples - at, FRAME_SAMPLES - offset);
    const frame = (this.#position - offset) / FRAME_SAMPLES;
    const atUs = this.#timeOf(block, at);
    if (frame < voice.frames) {
      const shelf = library.shelf(voice.stream, voice.level);
      const place = library.place(shelf, voice.stream, frame) + offset;
      const start = 2 * (block.from + at);
      if (
        shelf.bytes.compare(block.bytes, start, start + 2 * samples, 2 * place, 2 * (place + samples)) === 0
      ) {
        this.#writer.goOn(samples);
        this.#position += samples;
        this.#before = block.ring[block.from + at + samples - 1] ?? 0;
        return at + samples;
      }
    }
    this.#hypotheses = this.#resume(voice, atUs);
    this.#state = 'searching';
    this.#zeros = 0;
    return at;
  }

  /** What may follow upon sound that was sure so far. */
  #resume(voice: Voice, atUs: number): Hypothesis[] {
    const position = this.#position;
    const offset = position % FRAME_SAMPLES;
    const gain = [1, 1] as const;
    if (offset === 0) {
      const before = this.#frame(voice, position / FRAME_SAMPLES - 1);
      const last = before[FRAME_SAMPLES - 1] ?? 0;
      const past = { wave: asItIs(before), at: FRAME_SAMPLES, last, position, fromUs: atUs, gain };
      const ended = new Hypothesis({ voice, source: 'stream', ...past, previous: undefined });
      return ended.followers(atUs, this.#frame);
    }
    const wave = this.#frame(voice, (position - offset) / FRAME_SAMPLES);
    const last = wave[FRAME_SAMPLES - 1] ?? 0;
    const here = { wave: asItIs(wave), at: offset, last, position, fromUs: atUs, gain, previous: undefined };
    return [new Hypothesis({ voice, source: 'stream', ...here })];
  }

  readonly #frame = (voice: Voice, frame: number): Int16Array =>
    this.#parts.library.frame(voice.stream, frame);

  #search(block: Block, from: number): number {
    let at = from;
    while (at < block.samples && (this.#state === 'searching' || this.#state === 'lost')) {
      this.#search1(block, at);
      at += 1;
    }
    return at;
  }

  /** One sample, by all hypotheses. */
  #search1(block: Block, at: number): void {
    const sample = block.ring[block.from + at] ?? 0;
    const atUs = this.#timeOf(block, at);
    const step = Math.abs(sample - this.#before);
    if (sample === 0) this.#zeros += 1;
    else if (this.#before === 0 && this.#state === 'searching') this.#addOnsets(block, at);
    if (sample !== 0) this.#zeros = 0;
    this.#before = sample;
    if (this.#state === 'lost') this.#searchAnew(block, at);
    else {
      const held = this.#hypotheses;
      this.#hypotheses = this.#taken(sample, atUs);
      if (this.#hypotheses.length === 0) {
        this.#writer.write(held[0]?.leg, 0);
        this.#parts.clicks({ atUs, step });
        this.#state = 'lost';
        this.#lostSamples = 0;
        this.#searchAnew(block, at);
      } else if (step > (this.#isChiming ? CHIME_STEP_MAX : STEP_MAX)) this.#parts.clicks({ atUs, step });
    }
    this.#decide();
  }

  get #isChiming(): boolean {
    return this.#hypotheses.some(({ source }) => source === 'chime');
  }

  #taken(sample: number, atUs: number): Hypothesis[] {
    const taken: Hypothesis[] = [];
    for (const hypothesis of this.#hypotheses) {
      if (!hypothesis.isAtEnd) {
        if (hypothesis.take(sample)) taken.push(hypothesis);
        continue;
      }
      for (const follower of hypothesis.followers(atUs, this.#frame)) {
        if (follower.take(sample)) taken.push(follower);
      }
    }
    return taken;
  }

  /** A sound that had all but faded out may begin again elsewhere. */
  #addOnsets(block: Block, at: number): void {
    const faded = this.#hypotheses.find(({ lowGain }) => lowGain <= SLOPE);
    if (faded === undefined) return;
    const { zeros, state } = { zeros: this.#zeros, state: this.#state };
    const added = this.#begin(block, at, [0, 6 * SLOPE], faded.leg);
    [this.#zeros, this.#state] = [zeros, state];
    const held = new Set(this.#hypotheses.map(({ position }) => position));
    const isNew = (one: Hypothesis): boolean =>
      !held.has(one.position) ||
      !this.#hypotheses.some(({ voice, source }) => voice === one.voice && source === one.source);
    this.#hypotheses.push(...added.filter(isNew));
  }

  /** Nothing explains what is heard: any place at any gain may be the next that does. */
  #searchAnew(block: Block, at: number): void {
    const sample = block.ring[block.from + at] ?? 0;
    const atUs = this.#timeOf(block, at);
    if (this.#lostSamples % LOOK_AGAIN_SAMPLES === 0 && sample !== 0) {
      this.#hypotheses = this.#begin(block, at, [0, 1], undefined);
      this.#hypotheses = this.#taken(sample, atUs);
      if (this.#hypotheses.length > 0) return;
      this.#state = 'lost';
    }
    this.#lostSamples += 1;
    this.#writer.unknown(atUs);
  }

  /** Goes over to silence, or to whole frames, once it is clear. */
  #decide(): void {
    if (this.#zeros >= SILENCE_SAMPLES) {
      this.#commit();
      this.#writer.close();
      this.#state = 'silent';
      return;
    }
    const [only, other] = this.#hypotheses;
    if (this.#state !== 'searching' || only === undefined || other !== undefined) return;
    const isWhole = only.source === 'stream' && only.wave.skip === 0 && !only.isAtEnd;
    if (!isWhole || only.fullSamples < SURE_SAMPLES || only.position % FRAME_SAMPLES < MEND_SAMPLES) return;
    this.#writer.write(only.leg, 0);
    this.#voice = only.voice;
    this.#position = only.position;
    this.#hypotheses = [];
    this.#state = 'following';
  }

  #commit(): void {
    const [first] = this.#hypotheses;
    if (this.#state === 'searching') this.#writer.write(first?.leg, this.#zeros);
    this.#hypotheses = [];
  }

}

const ZEROS = Buffer.alloc(1 << 17);

const isZero = ({ bytes, from, samples }: Block, at: number, until: number): boolean => {
  const start = 2 * (from + at);
  return until <= samples && bytes.compare(ZEROS, 0, 2 * (until - at), start, 2 * (from + until)) === 0;
};
