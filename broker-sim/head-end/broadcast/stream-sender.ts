/**
 * The sound of one announcement on the audio topic: paced, sealed, sent, and brought to its end. Has no timer: it is asked, and
 * says when to ask again.
 */
import { NEVER, US_PER_MS, after, type MonoUs } from '../../../agent/core/vocabulary.ts';
import type { AreaChannel } from './area-channel.ts';
import { LivePacer } from '../pacing/live-pacer.ts';
import {
  isPast,
  leavesHornUs,
  type DueBundle,
  type Pacer,
  type Timeline,
} from '../pacing/pacing.ts';
import { ProgrammePacer } from '../pacing/programme-pacer.ts';
import { StreamKey } from './stream-key.ts';

/** The end is said once with the last frames and then by empty bundles, because audio is QoS 0 and any one may be lost. */
export const END_REPEATS = 3;
export const END_REPEAT_US = 200 * US_PER_MS;

export class StreamSender {
  readonly key = new StreamKey();
  readonly pacer: Pacer;
  readonly #timeline: Timeline;
  readonly #channel: AreaChannel;
  #frames = 0;
  #bundles = 0;
  #notSentFrames = 0;
  #begun = false;
  #repeatsLeft = END_REPEATS;
  #repeatAtUs: MonoUs = NEVER;

  constructor(timeline: Timeline, live: boolean, channel: AreaChannel) {
    this.#timeline = timeline;
    this.pacer = live ? new LivePacer(timeline) : new ProgrammePacer(timeline);
    this.#channel = channel;
  }

  get counts(): {
    framesSent: number;
    nextSequence: number;
    bundlesSent: number;
    framesDropped: number;
  } {
    return {
      framesSent: this.#frames,
      nextSequence: this.pacer.streamFrames,
      bundlesSent: this.#bundles,
      framesDropped: this.#notSentFrames + this.pacer.droppedFrames,
    };
  }

  get phase(): 'announced' | 'speaking' | 'draining' {
    if (this.pacer.finished) return 'draining';
    return this.#begun ? 'speaking' : 'announced';
  }

  /** Sends whatever is due. */
  send(nowUs: MonoUs): void {
    for (let due = this.pacer.take(nowUs); due; due = this.pacer.take(nowUs)) {
      this.#begun = true;
      this.#speak(due, nowUs);
    }
    if (this.pacer.finished) this.#repeatEnd(nowUs);
  }

  /** When to ask again; NEVER where only a frame or the end can change anything. */
  get nextDueUs(): MonoUs {
    if (!this.pacer.finished) return this.pacer.nextDueUs;
    return this.#repeatsLeft > 0 ? this.#repeatAtUs : this.#heardUs;
  }

  /** Everything is sent, and by schedule everything has left the horns. */
  isOver(nowUs: MonoUs): boolean {
    return this.pacer.finished && this.#repeatsLeft === 0 && nowUs >= this.#heardUs;
  }

  get #heardUs(): MonoUs {
    return leavesHornUs(this.#timeline, this.pacer.streamFrames);
  }

  #speak(bundle: DueBundle, nowUs: MonoUs): void {
    const sent =
      !isPast(this.#timeline, bundle, nowUs) && this.#channel.sendAudio(this.key.seal(bundle));
    if (sent) {
      this.#frames += bundle.packets.length;
      this.#bundles++;
    } else {
      this.#notSentFrames += bundle.packets.length;
    }
  }

  #repeatEnd(nowUs: MonoUs): void {
    if (this.#repeatAtUs === NEVER) this.#repeatAtUs = after(nowUs, END_REPEAT_US);
    if (this.#repeatsLeft === 0 || nowUs < this.#repeatAtUs) return;
    const end: DueBundle = { sequence: this.pacer.streamFrames, packets: [], last: true };
    if (this.#channel.sendAudio(this.key.seal(end))) this.#bundles++;
    this.#repeatsLeft--;
    this.#repeatAtUs = after(nowUs, END_REPEAT_US);
  }
}
