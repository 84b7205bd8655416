/**
 * The pacing core's common words: which frames are due as a bundle, and when. Pure: instants come in, bundles go out; all
 * are on the head-end's CLOCK_MONOTONIC.
 */
import type { MonoUs } from '../../../agent/core/vocabulary.ts';
import { FRAME_US } from '../../../agent/core/vocabulary.ts';

/** Frames that stand together in the stream and are due. */
export interface DueBundle {
  /** Index in the stream of the first frame. */
  readonly sequence: number;
  readonly packets: readonly Uint8Array[];
  /** The stream ends after it. */
  readonly last: boolean;
}

export interface Timeline {
  /** When frame 0 leaves the horn. */
  readonly startAtUs: MonoUs;
  /** From the sending of a frame to its leaving the horn. */
  readonly groupDelayUs: number;
  readonly bundleFrames: number;
}

export interface Pacer {
  /** Whether another frame may be pushed now. A live pacer always says yes: a live source does not wait. */
  readonly wantsFrames: boolean;
  push(packet: Uint8Array, capturedAtUs: MonoUs, afterGap: boolean): void;
  /** No frame follows. */
  end(): void;
  /** The next bundle that is due at `nowUs`, or undefined. Ask until there is none. */
  take(nowUs: MonoUs): DueBundle | undefined;
  /** When `take` is to be asked again if no frame is pushed before; NEVER where only a frame or the end can change it. */
  readonly nextDueUs: MonoUs;
  /** Ended, and everything taken. */
  readonly finished: boolean;
  /** Frames of the stream so far, taken or given up: the sequence that follows the last one. */
  readonly streamFrames: number;
  /** Frames that were pushed and have no place: too early for the wall, or after the end. */
  readonly droppedFrames: number;
}

/** When frame `sequence` leaves the horn. */
export const leavesHornUs = (timeline: Timeline, sequence: number): MonoUs =>
  (timeline.startAtUs + sequence * FRAME_US) as MonoUs;

/** Every frame of the bundle has left the horn, or should have: it is not worth sending. */
export const isPast = (timeline: Timeline, bundle: DueBundle, nowUs: MonoUs): boolean =>
  nowUs >= leavesHornUs(timeline, bundle.sequence + bundle.packets.length);
