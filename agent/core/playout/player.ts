/**
 * One announcement as sound. It is asked for the samples of a stated instant, finds the place in the stream that
 * belongs to that instant, and answers with it; it has no clock and no card of its own.
 *
 *      chime      gap        stream: frame s at startAt + s × 20 ms              end
 *   |~~~~~~~~|..........|/‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾\|
 *                     sample 0 (startAt)          5 ms ramps at both ends, never more
 */
import { FRAME_SAMPLES, FRAME_US, after, samplesToUs, usToSamples, type UtcUs } from '../vocabulary.ts';
import { CHIME_GAP_SAMPLES, CHIME_SAMPLES, chime } from './chime.ts';
import { Envelope } from './envelope.ts';
import { FrameReader, RAMP_SAMPLES } from './frame-reader.ts';
import { nothingHeard, type Heard } from './heard.ts';
import { JitterBuffer, type Inserted } from './jitter-buffer.ts';
import type { OpusDecoder } from './opus-decoder.ts';

/** Further than this from its place the player jumps (hard correction, 2 ms). */
const JUMP_SAMPLES = 96;

export interface PlayerOptions {
  readonly startAt: UtcUs;
  readonly gainDb: number;
  readonly chime: boolean;
  readonly decoder: OpusDecoder;
}

export class Player {
  readonly heard: Heard = nothingHeard();
  readonly #startAt: UtcUs;
  readonly #buffer = new JitterBuffer();
  readonly #reader: FrameReader;
  readonly #envelope: Envelope;
  readonly #chime: Int16Array | undefined;
  /** Sample of the stream that is played next; undefined while it has no place yet. */
  #position: number | undefined;
  #endFrame: number | undefined;
  #isFading = false;
  #isChiming = false;
  #quietAt: UtcUs | undefined;

  constructor(options: PlayerOptions) {
    this.#startAt = options.startAt;
    this.#reader = new FrameReader(this.#buffer, options.decoder, this.heard);
    this.#envelope = new Envelope(options.gainDb);
    this.#chime = options.chime ? chime() : undefined;
  }

  get bufferFrames(): number {
    return this.#buffer.depthFrames;
  }

  /** Length of the stream, once a last bundle has told it. */
  get endFrame(): number | undefined {
    return this.#endFrame;
  }

  /** Instant after the last sample of the stream, once known. */
  get endAt(): UtcUs | undefined {
    return this.#endFrame === undefined ? undefined : after(this.#startAt, this.#endFrame * FRAME_US);
  }

  /** Nothing of it sounds, and nothing will until `fadeIn`: it has played to its end, or has faded out. */
  get isQuiet(): boolean {
    return this.#envelope.isSilent && (this.#isFading || this.hasPlayedOut);
  }

  /** It has rendered the last sample of the stream, to silence. */
  get hasPlayedOut(): boolean {
    if (this.#endFrame === undefined || this.#position === undefined) return false;
    return this.#envelope.isSilent && this.#position >= this.#endFrame * FRAME_SAMPLES;
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
    this.#buffer.skipTo(Math.floor((nowAt - this.#startAt) / FRAME_US));
    const inserted = this.#buffer.insert(sequence, packet);
    if (inserted === 'late') this.heard.lateFrames += 1;
    return inserted;
  }

  /** The stream ends before frame `frame`. The first word on it holds. */
  endsAt(frame: number): void {
    this.#endFrame ??= frame;
  }

  fadeOut(): void {
    this.#isFading = true;
  }

  /** Plays (again): on from where it is while it can still be heard, else from wherever the stream is by then. */
  fadeIn(): void {
    this.#isFading = false;
    if (!this.#envelope.isSilent) return;
    this.#position = undefined;
    this.#reader.restart();
  }

  /** The card was cut off: begin again from silence, at the right place. */
  interrupt(): void {
    this.#envelope.drop();
    if (this.#position !== undefined && this.heard.firstAtUs !== undefined) this.heard.jumps += 1;
    this.#position = undefined;
  }

  /** Writes the samples whose first leaves the horn at `dacAt`. */
  render(dacAt: UtcUs, pcm: Int16Array): void {
    const wanted = Math.round(usToSamples(dacAt - this.#startAt));
    this.#position ??= this.#enter(wanted);
    const errorSamples = wanted - this.#position;
    let mustJump = Math.abs(errorSamples) > JUMP_SAMPLES;
    let at = 0;
    while (at < pcm.length) {
      if (mustJump && this.#envelope.isSilent) {
        mustJump = false;
        if (this.heard.firstAtUs !== undefined) this.heard.jumps += 1;
        this.#position = wanted + at;
      }
      const wasSilent = this.#envelope.isSilent;
      const runAt = after(dacAt, samplesToUs(at));
      const count = this.#renderRun(this.#position, pcm.subarray(at), runAt, mustJump || this.#isFading);
      this.#position += count;
      at += count;
      if (!wasSilent || !this.#envelope.isSilent) this.#quietAt = after(dacAt, samplesToUs(at));
    }
  }

  /** Decides, on entering at `position`, whether there is still time for the whole chime. */
  #enter(position: number): number {
    this.#isChiming = this.#chime !== undefined && position <= -(CHIME_SAMPLES + CHIME_GAP_SAMPLES);
    return position;
  }

  /** Writes, from the start of `pcm`, one run of samples with one source, and answers how many. */
  #renderRun(position: number, pcm: Int16Array, dacAt: UtcUs, mustFade: boolean): number {
    const fade = mustFade ? this.#envelope.samplesToSilence(RAMP_SAMPLES) : 0;
    // A run ends where a fade ends, so that the jump after it happens on that very sample.
    const most = fade > 0 ? Math.min(pcm.length, fade) : pcm.length;
    if (position < 0) {
      return this.#renderBefore(position, pcm.subarray(0, Math.min(most, -position)), mustFade);
    }
    const end = (this.#endFrame ?? Infinity) * FRAME_SAMPLES;
    const rampAt = end - RAMP_SAMPLES;
    const mustRamp = mustFade || position >= rampAt;
    if (this.#envelope.isSilent && (mustFade || position >= end)) {
      pcm.fill(0);
      return pcm.length;
    }
    const offset = position % FRAME_SAMPLES;
    const toRamp = position < rampAt ? rampAt - position : Infinity;
    const count = Math.min(most, FRAME_SAMPLES - offset, toRamp);
    const level = this.#reader.read((position - offset) / FRAME_SAMPLES, this.#envelope.isSilent);
    this.#envelope.apply(
      this.#reader.pcm.subarray(offset, offset + count),
      pcm.subarray(0, count),
      mustRamp ? 0 : level.goal,
      mustRamp ? RAMP_SAMPLES : level.rampSamples,
    );
    if (level.isStream) this.#count(position, count, dacAt);
    return count;
  }

  /** Before the stream: the chime, then a gap that lets the envelope close again. */
  #renderBefore(position: number, pcm: Int16Array, mustFade: boolean): number {
    const into = position + CHIME_SAMPLES + CHIME_GAP_SAMPLES;
    const source = this.#isChiming ? this.#chime : undefined;
    if (source === undefined || into >= CHIME_SAMPLES) {
      this.#envelope.apply(SILENCE, pcm, 0, RAMP_SAMPLES);
      return pcm.length;
    }
    const run = pcm.subarray(0, into < 0 ? -into : CHIME_SAMPLES - into);
    if (into < 0) run.fill(0);
    else this.#envelope.apply(source.subarray(into, into + run.length), run, mustFade ? 0 : 1, RAMP_SAMPLES);
    return run.length;
  }

  #count(position: number, samples: number, dacAt: UtcUs): void {
    this.heard.samples += samples;
    this.heard.firstAtUs ??= dacAt;
    this.heard.firstSample ??= position;
  }
}

/** A source that has nothing: what is applied from it is the envelope's own way down to silence. */
const SILENCE = new Int16Array(0);
