/**
 * One announcement as sound. It is asked for the samples of a stated instant, finds the place in the stream that
 * belongs to that instant, and answers with it; it has no clock and no card of its own.
 *
 *      before     gap        stream: frame s at startAt + s × 20 ms              end
 *   |~~~~~~~~|..........|/‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾\|
 *                     sample 0 (startAt)          5 ms ramps at both ends, never more
 */
import {
  FRAME_SAMPLES,
  FRAME_US,
  after,
  samplesToUs,
  usToSamples,
  type UtcUs,
} from '../vocabulary.ts';
import { Envelope } from './envelope.ts';
import { FrameReader, RAMP_SAMPLES, SILENT, type FrameLevel } from './frame-reader.ts';
import { nothingHeard, type Heard } from './heard.ts';
import { JitterBuffer, type Inserted } from './jitter-buffer.ts';
import type { OpusDecoder } from './opus-decoder.ts';
import { STRETCH_SAMPLES_MAX, Stretch } from './step/stretch.ts';
import { correction, mustJump } from './step/step-correction.ts';
import { SurroundPlace, type Surround } from './tone/surround.ts';

export interface PlayerOptions {
  readonly startAt: UtcUs;
  readonly gainDb: number;
  readonly surround: Surround;
  readonly decoder: OpusDecoder;
}

export class Player {
  readonly heard: Heard = nothingHeard();
  readonly #startAt: UtcUs;
  readonly #buffer = new JitterBuffer();
  readonly #reader: FrameReader;
  readonly #envelope: Envelope;
  readonly #surround: SurroundPlace;
  readonly #stretch = new Stretch();
  /** Sample of the stream that is read next; undefined while it has no place yet. */
  #position: number | undefined;
  /** What was read before it and is still to be played. */
  #chunk: Int16Array = NOTHING;
  #level: FrameLevel = SILENT;
  #endFrame: number | undefined;
  #isFading = false;
  #quietAt: UtcUs | undefined;

  constructor(options: PlayerOptions) {
    this.#startAt = options.startAt;
    this.#reader = new FrameReader(this.#buffer, options.decoder, this.heard);
    this.#envelope = new Envelope(options.gainDb);
    this.#surround = new SurroundPlace(options.surround);
  }

  get bufferFrames(): number {
    return this.#buffer.depthFrames;
  }

  /** Length of the stream, once a last bundle has told it. */
  get endFrame(): number | undefined {
    return this.#endFrame;
  }

  /** Instant after the last sample of the stream, and of what follows it, once known. */
  get endAt(): UtcUs | undefined {
    if (this.#endFrame === undefined) return undefined;
    const tailUs = samplesToUs(this.#surround.tailSamples);
    return after(this.#startAt, this.#endFrame * FRAME_US + tailUs);
  }

  /** Nothing of it sounds, and nothing will until `fadeIn`: it has played to its end, or has faded out. */
  get isQuiet(): boolean {
    return this.#envelope.isSilent && (this.#isFading || this.hasPlayedOut);
  }

  /** It has rendered the last sample of the stream, and of what follows it, to silence. */
  get hasPlayedOut(): boolean {
    if (this.#endFrame === undefined || this.#position === undefined) return false;
    const over = this.#endFrame * FRAME_SAMPLES + this.#surround.tailSamples;
    return this.#envelope.isSilent && this.#next >= over;
  }

  /** When the last sample that was not silence left the horn, or will; never early, and late by a frame at most. */
  get quietAt(): UtcUs | undefined {
    return this.#quietAt;
  }

  /** For how long the stream has given nothing to play. */
  get starvedUs(): number {
    return this.#reader.missingFrames * FRAME_US;
  }

  /** Takes a frame of the stream; `nowAt` moves the cursor of a player that is not being rendered. */
  insert(sequence: number, packet: Uint8Array, nowAt: UtcUs): Inserted {
    this.#buffer.follow(Math.floor((nowAt - this.#startAt) / FRAME_US));
    const inserted = this.#buffer.insert(sequence, packet);
    if (inserted === 'late') this.heard.lateFrames += 1;
    return inserted;
  }

  /** The stream ends before frame `frame`. The first word on it holds. */
  endsAt(frame: number): void {
    this.#endFrame ??= frame;
  }

  /** Plays at this level from now on, without a step. */
  gain(db: number): void {
    this.#envelope.moveTo(db);
  }

  fadeOut(): void {
    this.#isFading = true;
  }

  /** Plays (again): on from where it is while it can still be heard, else from wherever the stream is by then. */
  fadeIn(): void {
    this.#isFading = false;
    if (!this.#envelope.isSilent) return;
    this.#moveTo(undefined);
    this.#surround.owe();
    this.#reader.restart();
  }

  /** The card was cut off: begin again from silence, at the right place. */
  interrupt(): void {
    this.#envelope.drop();
    if (this.#position !== undefined && this.heard.firstAtUs !== undefined) this.heard.jumps += 1;
    this.#moveTo(undefined);
  }

  /**
   * How many of the next `most` samples, from `dacAt` on, are in hand: of the stream, or of the box's own. What comes after them may
   * still arrive. A few too few rather than one too many: a frame may be played shorter.
   */
  readySamples(dacAt: UtcUs, most: number): number {
    if (this.#isFading) return Math.min(most, this.#envelope.samplesToSilence(RAMP_SAMPLES));
    const wanted = usToSamples(dacAt - this.#startAt);
    const isInPlace = this.#position !== undefined && !mustJump(wanted - this.#next);
    const next = isInPlace ? this.#next : Math.round(wanted);
    const ready = isInPlace ? this.#chunk.length : 0;
    const streamFrom = isInPlace ? this.#surround.streamFrom : this.#surround.streamFromIf(next);
    return Math.min(most, this.#reachFrom(Math.max(next + ready, streamFrom), next + most) - next);
  }

  /** The place in the stream, no further than `until`, up to which everything from `place` on is in hand. */
  #reachFrom(place: number, until: number): number {
    const end = (this.#endFrame ?? Infinity) * FRAME_SAMPLES;
    let reach = place;
    for (let frame = Math.floor(place / FRAME_SAMPLES); reach < until; frame += 1) {
      const from = frame * FRAME_SAMPLES;
      if (from >= end) return until;
      if (this.#buffer.peek(frame) === undefined) break;
      reach += from + FRAME_SAMPLES - Math.max(place, from) - STRETCH_SAMPLES_MAX;
    }
    return reach;
  }

  /** For how long from `dacAt` on it has anything to play, in samples; Infinity while its length is not known. */
  leftSamples(dacAt: UtcUs): number {
    return this.endAt === undefined ? Infinity : Math.max(0, usToSamples(this.endAt - dacAt));
  }

  /** Writes the samples whose first leaves the horn at `dacAt`. Answers how many until it had played out: after those is silence. */
  render(dacAt: UtcUs, pcm: Int16Array): number {
    const wanted = usToSamples(dacAt - this.#startAt);
    this.#position ??= this.#enter(Math.round(wanted));
    let isToJump = mustJump(wanted - this.#next);
    let at = 0;
    let playedSamples: number | undefined;
    while (at < pcm.length) {
      if (this.hasPlayedOut) playedSamples ??= at;
      if (isToJump && this.#envelope.isSilent) {
        isToJump = false;
        if (this.heard.firstAtUs !== undefined) this.heard.jumps += 1;
        this.#moveTo(Math.round(wanted + at));
      }
      const wasSilent = this.#envelope.isSilent;
      const runAt = after(dacAt, samplesToUs(at));
      const isFading = isToJump || this.#isFading;
      const count = this.#renderRun(pcm.subarray(at), runAt, wanted + at, isFading);
      this.#pass(count);
      at += count;
      if (!wasSilent || !this.#envelope.isSilent) this.#quietAt = after(dacAt, samplesToUs(at));
    }
    return playedSamples ?? pcm.length;
  }

  /** Sample of the stream that is played next. */
  get #next(): number {
    return (this.#position ?? 0) - this.#chunk.length;
  }

  /** Goes on from another place, or from wherever it is entered next. */
  #moveTo(position: number | undefined): void {
    this.#position = position;
    this.#chunk = NOTHING;
  }

  /** `count` samples have been written. */
  #pass(count: number): void {
    if (this.#position !== undefined) this.#position += Math.max(0, count - this.#chunk.length);
    this.#chunk = this.#chunk.subarray(count);
  }

  #enter(position: number): number {
    this.#surround.enter(position);
    return position;
  }

  /** Writes, from the start of `pcm`, one run of samples with one source, and answers how many. `wanted` is the place that is due. */
  #renderRun(pcm: Int16Array, dacAt: UtcUs, wanted: number, mustFade: boolean): number {
    const next = this.#next;
    const fade = mustFade ? this.#envelope.samplesToSilence(RAMP_SAMPLES) : 0;
    // A run ends where a fade ends, so that the jump after it happens on that very sample.
    const most = fade > 0 ? Math.min(pcm.length, fade) : pcm.length;
    // A first frame that was made longer lies a few samples before the start, and is the stream all the same.
    const from = this.#surround.streamFrom;
    if (next < from && this.#chunk.length === 0) {
      const run = pcm.subarray(0, Math.min(most, from - next));
      return this.#renderOwn(this.#surround.before(next), run, mustFade);
    }
    const end = (this.#endFrame ?? Infinity) * FRAME_SAMPLES;
    if (next >= end && next < end + this.#surround.tailSamples) {
      return this.#renderOwn(this.#surround.after(next, end), pcm.subarray(0, most), mustFade);
    }
    const rampAt = end - RAMP_SAMPLES;
    const mustRamp = mustFade || next >= rampAt;
    if (this.#envelope.isSilent && (mustFade || next >= end)) {
      pcm.fill(0);
      return pcm.length;
    }
    // The last frame keeps its length, so that its ramp ends on the last sample; what fades is about to jump.
    const mayStretch = !mustFade && end - next > FRAME_SAMPLES;
    const level = this.#chunk.length > 0 ? this.#level : this.#load(wanted - next, mayStretch);
    const toRamp = next < rampAt ? rampAt - next : Infinity;
    const count = Math.min(most, this.#chunk.length, toRamp);
    this.#envelope.apply(
      this.#chunk.subarray(0, count),
      pcm.subarray(0, count),
      mustRamp ? 0 : level.goal,
      mustRamp ? RAMP_SAMPLES : level.rampSamples,
    );
    if (level.isStream) this.#count(next, count, dacAt);
    return count;
  }

  /** Reads the frame that is next, a little shorter or longer where that brings the player back into step. */
  #load(errorSamples: number, mayStretch: boolean): FrameLevel {
    const position = this.#position ?? 0;
    const offset = position % FRAME_SAMPLES;
    this.#level = this.#reader.read((position - offset) / FRAME_SAMPLES, this.#envelope.isSilent);
    const skip = mayStretch && offset === 0 ? correction(errorSamples) : 0;
    this.#chunk = this.#stretch.apply(this.#reader.pcm, skip).subarray(offset);
    this.#position = position + FRAME_SAMPLES - offset;
    this.heard.stepError.note(samplesToUs(errorSamples));
    this.heard.correction.note(skip);
    this.heard.stretchedSamples += Math.abs(skip);
    if (this.#level.isStream) this.heard.samples += skip;
    return this.#level;
  }

  /** A sound of the box's own from sample `into` on; before it and after it, the envelope's way to silence. */
  #renderOwn(
    [sound, into]: readonly [Int16Array | undefined, number],
    pcm: Int16Array,
    mustFade: boolean,
  ): number {
    if (sound === undefined || into >= sound.length || into < 0) {
      const run = into < 0 ? pcm.subarray(0, -into) : pcm;
      this.#envelope.apply(NOTHING, run, 0, RAMP_SAMPLES);
      return run.length;
    }
    const rampAt = sound.length - RAMP_SAMPLES;
    const run = pcm.subarray(0, (into < rampAt ? rampAt : sound.length) - into);
    const source = sound.subarray(into, into + run.length);
    this.#envelope.apply(source, run, mustFade || into >= rampAt ? 0 : 1, RAMP_SAMPLES);
    if (this.#surround.isMark) this.heard.toneSamples += run.length;
    return run.length;
  }

  #count(position: number, samples: number, dacAt: UtcUs): void {
    this.heard.samples += samples;
    this.heard.firstAtUs ??= dacAt;
    this.heard.firstSample ??= position;
  }
}

/** No samples: as a source, what is applied from it is the envelope's own way down to silence. */
const NOTHING = new Int16Array(0);
