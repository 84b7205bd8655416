/**
 * Paces a recording by media time: the bundle that begins with frame s is due at `startAt + s × 20 ms − groupDelay`, whatever
 * went before, so nothing ever drifts.
 */
import { LIMITS } from '../../../agent/core/limits.ts';
import { NEVER, after, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { bundleBytes } from '../../../agent/core/wire/bundle.ts';
import { leavesHornUs, type DueBundle, type Pacer, type Timeline } from './pacing.ts';

/** Bundles read ahead of the one that is due: enough to know which one is the last, and to hide a slow disk. */
const READ_AHEAD_BUNDLES = 3;

export class ProgrammePacer implements Pacer {
  readonly droppedFrames = 0;
  readonly #timeline: Timeline;
  #waiting: Uint8Array[] = [];
  #nextSequence = 0;
  #ended = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get wantsFrames(): boolean {
    return !this.#ended && this.#waiting.length < READ_AHEAD_BUNDLES * this.#timeline.bundleFrames;
  }

  push(packet: Uint8Array): void {
    this.#waiting.push(packet);
  }

  end(): void {
    this.#ended = true;
  }

  take(nowUs: MonoUs): DueBundle | undefined {
    if (nowUs < this.nextDueUs) return undefined;
    const sequence = this.#nextSequence;
    const packets = this.#waiting.slice(0, this.#timeline.bundleFrames);
    // Large frames go by fewer at a time.
    while (bundleBytes(packets) > LIMITS.bundleBytesMax) packets.pop();
    this.#waiting.splice(0, packets.length);
    this.#nextSequence += packets.length;
    return { sequence, packets, last: this.finished };
  }

  get nextDueUs(): MonoUs {
    const { bundleFrames, groupDelayUs } = this.#timeline;
    const whole = this.#waiting.length >= bundleFrames;
    const rest = this.#ended && this.#waiting.length > 0;
    if (!whole && !rest) return NEVER;
    return after(leavesHornUs(this.#timeline, this.#nextSequence), -groupDelayUs);
  }

  get finished(): boolean {
    return this.#ended && this.#waiting.length === 0;
  }

  get streamFrames(): number {
    return this.#nextSequence;
  }
}
