/**
 * Listens to one horn and says which sample of which stream left it when. It knows the signals, where they are due, and
 * how fast a gain may move; of the box that plays them it knows nothing. What no such signal under no such gain explains
 * is a click, or unknown.
 *
 * While a stream plays at full level, whole frames are compared at once; only starts, ends and concealment are followed
 * sample by sample, by all hypotheses that hold.
 */
import { FRAME_SAMPLES } from '../../../agent/core/vocabulary.ts';
import { isZero, type Block } from './block.ts';
import type { FrameLibrary } from './frame-library.ts';
import { Follower } from './follower.ts';
import { Hypothesis, SLOPE, distinct, ofAnyLength, type Leg } from './hypothesis.ts';
import { onsets } from './onset.ts';
import { SpanWriter } from './span-writer.ts';
import { MEND_SAMPLES, STEP_MAX } from './signal.ts';
import type { Click, Span, Voice } from './voice.ts';
import { CHIME_STEP_MAX, asItIs } from './wave.ts';

/** So many zeros in a row are in no signal that fades, but at its very end. */
const QUIET_SAMPLES = 30;
/** So many zeros are silence: longer than any signal stays near zero. */
const SILENCE_SAMPLES = 120;
/** So many samples at full level, and whole frames are compared again. */
const SURE_SAMPLES = 64;
/** Where a ramp began on samples that are near zero, nobody heard its first steps. */
const ALL_BUT_FULL = [1 - 8 * SLOPE, 1] as const;
/** From here on a frame that was mended is as decoded, even where it was made longer. */
const MENDED_BY = MEND_SAMPLES + 8;
/** An unknown sound is looked at again after so many samples. */
const LOOK_AGAIN_SAMPLES = 240;

export interface EarParts {
  /** Pace of the card that it listens to. */
  readonly usPerSample: number;
  readonly library: FrameLibrary;
  /** The streams that may be heard at this instant. */
  readonly voices: (atUs: number) => Iterable<Voice>;
  /** How far off its place a stream may be that is heard at this instant: ranges, in µs. */
  readonly placeErrors: (voice: Voice, atUs: number) => readonly (readonly [number, number])[];
  readonly hears: (span: Span) => void;
  readonly clicks: (click: Click) => void;
}

type State = 'silent' | 'following' | 'searching' | 'lost';

export class Ear {
  readonly #parts: EarParts;
  readonly #writer: SpanWriter;
  #state: State = 'silent';
  #hypotheses: Hypothesis[] = [];
  #follower: Follower | undefined;
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
    const { voices, placeErrors, library } = this.#parts;
    const heard = block.ring.subarray(block.from + at, block.from + block.samples);
    this.#state = 'searching';
    this.#zeros = 0;
    return onsets({
      library,
      voices: voices(atUs),
      placeErrors,
      atUs,
      heard,
      gain,
      previous,
    });
  }

  #follow(block: Block, at: number): number {
    const follower = this.#follower;
    if (follower === undefined) throw new Error('nothing to follow');
    const samples = follower.follow(block, at);
    if (samples === undefined) {
      this.#hypotheses = this.#resume(follower, this.#timeOf(block, at));
      this.#state = 'searching';
      this.#zeros = 0;
      return at;
    }
    this.#writer.goOn(samples, follower.pace);
    follower.pass(samples);
    this.#before = block.ring[block.from + at + samples - 1] ?? 0;
    return at + samples;
  }

  /** What may follow upon sound that was sure so far. */
  #resume({ voice, frame, at, position }: Follower, fromUs: number): Hypothesis[] {
    const begin = {
      voice,
      source: 'stream',
      position,
      fromUs,
      gain: ALL_BUT_FULL,
      previous: undefined,
    } as const;
    if (at === 0) {
      const before = this.#frame(voice, frame - 1);
      const last = before[FRAME_SAMPLES - 1] ?? 0;
      const ended = new Hypothesis({ ...begin, wave: asItIs(before), at: FRAME_SAMPLES, last });
      return ended.followers(fromUs, this.#frame);
    }
    const pcm = this.#frame(voice, frame);
    const last = pcm[FRAME_SAMPLES - 1] ?? 0;
    return ofAnyLength(
      { ...begin, wave: asItIs(pcm), at, last, position: frame * FRAME_SAMPLES + at },
      0,
    );
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
    if (sample === 0) this.#fallQuiet(++this.#zeros, atUs);
    else if (this.#before === 0 && this.#state === 'searching') this.#addOnsets(block, at);
    if (sample !== 0) this.#zeros = 0;
    this.#before = sample;
    if (this.#state === 'lost') this.#searchAnew(block, at);
    else {
      const first = this.#hypotheses[0]?.leg;
      const samples = first?.samples ?? 0;
      this.#hypotheses = this.#taken(sample, atUs);
      if (this.#hypotheses.length === 0) {
        // The sample that nothing explains is not of what was heard before it.
        this.#writer.write(first, (first?.samples ?? 0) - samples);
        this.#parts.clicks({ atUs, step });
        this.#state = 'lost';
        this.#lostSamples = 0;
        this.#searchAnew(block, at);
      } else if (step > (this.#isChiming ? CHIME_STEP_MAX : STEP_MAX))
        this.#parts.clicks({ atUs, step });
    }
    this.#decide();
  }

  /** All of them explain silence: the first will do, and what begins anew out of it will be found anew. */
  #fallQuiet(zeros: number, atUs: number): void {
    if (zeros !== QUIET_SAMPLES || this.#state !== 'searching') return;
    const faded = this.#hypotheses.find(({ lowGain }) => lowGain === 0);
    if (faded !== undefined) this.#hypotheses = [faded.quiet(atUs)];
  }

  get #isChiming(): boolean {
    return this.#hypotheses.some(({ source }) => source === 'chime');
  }

  /** Those that hold for one more sample; what follows upon one that is at its end stands in its place. */
  #taken(sample: number, atUs: number): Hypothesis[] {
    let held = this.#hypotheses;
    const [only] = held;
    if (held.length === 1 && only !== undefined && !only.isAtEnd)
      return only.take(sample) ? held : [];
    for (const { isAtEnd } of held) {
      if (!isAtEnd) continue;
      held = distinct(held).flatMap((one) =>
        one.isAtEnd ? one.followers(atUs, this.#frame) : [one],
      );
      break;
    }
    let kept = 0;
    for (const hypothesis of held) if (hypothesis.take(sample)) held[kept++] = hypothesis;
    if (kept < held.length) held.length = kept;
    return held;
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
    const isWhole =
      only.source === 'stream' && only.wave.pcm.length === FRAME_SAMPLES && !only.isAtEnd;
    if (!isWhole || only.fullSamples < SURE_SAMPLES || only.at < MENDED_BY) return;
    this.#writer.write(only.leg, 0);
    this.#follower = new Follower(this.#parts.library, only);
    this.#hypotheses = [];
    this.#state = 'following';
  }

  #commit(): void {
    const [first] = this.#hypotheses;
    if (this.#state === 'searching') this.#writer.write(first?.leg, this.#zeros);
    this.#hypotheses = [];
  }
}
