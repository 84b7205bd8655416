/**
 * Places the frames of a live source by the wall: frame s is the sound captured in the 20 ms that end at
 * `startAt − groupDelay + (s + 1) × 20 ms`. A bundle is due as soon as its frames are here.
 *
 *     frames come one after another        each takes the next place, whatever the jitter of their arrival
 *     a frame comes after a gap            it takes the place that the wall says; the places between stay empty
 *     frames come ever earlier             (a burst, a fast crystal) one that is 200 ms too early is left out
 *     frames come ever later               (lost ones, a slow crystal) when all of a second were 100 ms late, places are skipped
 */
import {
  FRAME_US,
  NEVER,
  US_PER_MS,
  US_PER_S,
  after,
  monoUs,
  type MonoUs,
} from '../../../agent/core/vocabulary.ts';
import type { DueBundle, Pacer, Timeline } from './pacing.ts';

/** How far before its place a frame may arrive: cameras send up to 130 ms at once. */
export const EARLY_US_MAX = 200 * US_PER_MS;
/** How far behind its place a frame may arrive for good; it is taken from the group delay. */
export const LATE_US_MAX = 100 * US_PER_MS;
/** Lateness that a burst will make up is not skipped: it has this long to do so. */
export const LATE_FOR_US = US_PER_S;
/** A bundle that its feed does not fill is sent when it should be full and no frame has come for this long. */
export const FLUSH_AFTER_US = 100 * US_PER_MS;
/** Bundles that nobody took; the oldest goes. */
const READY_BUNDLES_MAX = 50;

export class LivePacer implements Pacer {
  readonly wantsFrames = true;
  readonly #timeline: Timeline;
  readonly #captureStartUs: MonoUs;
  /** Place of the next frame; negative before the capture starts; unknown before the first frame. */
  #nextPlace: number | undefined;
  /** Since when no frame was in time, and the least late of them. */
  #late: { sinceUs: MonoUs; leastUs: number } | undefined;
  #filling: { sequence: number; packets: Uint8Array[]; lastCameUs: MonoUs } | undefined;
  #ready: DueBundle[] = [];
  #streamFrames = 0;
  #droppedFrames = 0;
  #ended = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#captureStartUs = after(timeline.startAtUs, -timeline.groupDelayUs);
  }

  push(packet: Uint8Array, capturedAtUs: MonoUs, afterGap: boolean): void {
    const place = this.#placeFor(capturedAtUs, afterGap);
    // What was said before the start is nobody's loss.
    if ((place ?? this.#nextPlace ?? 0) < 0) return;
    if (this.#ended || place === undefined) {
      this.#droppedFrames++;
      return;
    }
    if (this.#filling && this.#filling.sequence + this.#filling.packets.length !== place)
      this.#flush();
    this.#filling ??= { sequence: place, packets: [], lastCameUs: capturedAtUs };
    this.#filling.packets.push(packet);
    this.#filling.lastCameUs = capturedAtUs;
    this.#streamFrames = place + 1;
    if (this.#filling.packets.length >= this.#timeline.bundleFrames) this.#flush();
  }

  end(): void {
    this.#ended = true;
    this.#flush();
  }

  take(nowUs: MonoUs): DueBundle | undefined {
    if (this.#ready.length === 0 && nowUs >= this.nextDueUs) this.#flush();
    const due = this.#ready.shift();
    return due && { ...due, last: this.finished };
  }

  get nextDueUs(): MonoUs {
    if (this.#ready.length > 0) return monoUs(Number.NEGATIVE_INFINITY);
    if (!this.#filling) return NEVER;
    const fullAtUs = this.#placeEndsUs(this.#filling.sequence + this.#timeline.bundleFrames - 1);
    return monoUs(Math.max(fullAtUs, this.#filling.lastCameUs) + FLUSH_AFTER_US);
  }

  get finished(): boolean {
    return this.#ended && this.#ready.length === 0 && this.#filling === undefined;
  }

  get streamFrames(): number {
    return this.#streamFrames;
  }

  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** The place of a frame that came at `atUs`; undefined where it has none. Moves `#nextPlace`. */
  #placeFor(atUs: MonoUs, afterGap: boolean): number | undefined {
    const byWall = Math.ceil((atUs - this.#captureStartUs) / FRAME_US) - 1;
    let place = this.#nextPlace;
    if (place === undefined || afterGap) {
      // Never a place twice: a feed that was ahead of the wall when it died waits for the wall.
      place = Math.max(byWall, place ?? byWall);
      this.#late = undefined;
    }
    const latenessUs = atUs - this.#placeEndsUs(place);
    if (latenessUs < -EARLY_US_MAX) {
      this.#nextPlace = place;
      return undefined;
    }
    place += this.#placesToSkip(atUs, latenessUs);
    this.#nextPlace = place + 1;
    return place;
  }

  #placesToSkip(atUs: MonoUs, latenessUs: number): number {
    if (latenessUs <= LATE_US_MAX) {
      this.#late = undefined;
      return 0;
    }
    this.#late ??= { sinceUs: atUs, leastUs: latenessUs };
    this.#late.leastUs = Math.min(this.#late.leastUs, latenessUs);
    if (atUs - this.#late.sinceUs < LATE_FOR_US) return 0;
    const places = Math.ceil((this.#late.leastUs - LATE_US_MAX) / FRAME_US);
    this.#late = undefined;
    return places;
  }

  #placeEndsUs(place: number): MonoUs {
    return after(this.#captureStartUs, (place + 1) * FRAME_US);
  }

  #flush(): void {
    if (!this.#filling) return;
    const { sequence, packets } = this.#filling;
    this.#ready.push({ sequence, packets, last: false });
    this.#filling = undefined;
    if (this.#ready.length > READY_BUNDLES_MAX) {
      this.#droppedFrames += this.#ready.shift()?.packets.length ?? 0;
    }
  }
}
