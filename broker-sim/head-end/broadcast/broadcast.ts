/** What a broadcast is: what it is asked for, how far it has got, and how it went. Words only; `speak.ts` does it. */
import type { MqttClient } from 'mqtt';
import type { Announcement, AnnouncementKind } from '../../../agent/core/wire/control-message.ts';
import type { BulletinClass, MonoUs, UtcUs } from '../../../agent/core/vocabulary.ts';
import type { OpusSource } from '../../source/opus-source.ts';
import type { Issuer } from '../issuer/issuer.ts';

export interface BroadcastOptions {
  /** Made with `queueQoSZero: false`, so that a lost link drops sound instead of keeping it. Not closed by the broadcast. */
  readonly client: MqttClient;
  readonly issuer: Issuer;
  readonly area: string;
  readonly class: BulletinClass;
  /** `live` or `programme`, as the source is, where not given. */
  readonly kind?: AnnouncementKind;
  readonly title: string;
  /** In decibels; a box cuts it to its own cap. 0 where not given. */
  readonly gainDb?: number;
  /** Closed by the broadcast when it is over. */
  readonly source: OpusSource;
  /** From the sending of a frame to its leaving the horn. Default 1.2 s. */
  readonly groupDelayUs?: number;
  /** From the announcement to the first sound. Default 3 s; at least the group delay. */
  readonly leadUs?: number;
  /** A box that hears no renewal for this long falls silent. Default 15 s, renewed every third of it. */
  readonly leaseUs?: number;
  /** Default 10 where the source is live, 20 where it is not. */
  readonly bundleFrames?: number;
  readonly clock?: HeadEndClock;
  /** Aborted: the same as `stop()`; also ends the wait for a feed or a link that has not come yet. */
  readonly signal?: AbortSignal;
  /** Called after each bundle and each change of phase. Must not throw. */
  readonly onProgress?: (progress: BroadcastProgress) => void;
  /** One line for people, where something goes wrong that is not the source's. Must not throw. */
  readonly onTrouble?: (line: string) => void;
}

export interface HeadEndClock {
  /** CLOCK_MONOTONIC. */
  nowUs(): MonoUs;
  nowUtcUs(): UtcUs;
}

export interface BroadcastProgress {
  /** `announced`: before the first bundle; `speaking`; `draining`: all is sent, the boxes still play; `over`. */
  readonly phase: 'announced' | 'speaking' | 'draining' | 'over';
  /** Frames of 20 ms sent so far, and the place in the stream after the last of them. */
  readonly framesSent: number;
  readonly nextSequence: number;
  readonly bundlesSent: number;
  /** Frames not sent: the link was down or stalled, their time had passed, or a live feed gave them too early or too late. */
  readonly framesDropped: number;
  readonly renewals: number;
}

export interface BroadcastResult extends BroadcastProgress {
  readonly phase: 'over';
  /** `complete`: the source ended, or `end()`; `stopped`: `stop()` or abort; `source-failed`: it broke off, what there was has been played. */
  readonly why: 'complete' | 'stopped' | 'source-failed';
  /** Length of the stream in frames. */
  readonly streamFrames: number;
  readonly startAt: UtcUs;
  /** Whether the `stop` reached the broker; true where none was needed. Where false, the lease ends the sound. */
  readonly stopDelivered: boolean;
}

export interface Broadcast {
  /** As it was sent. */
  readonly announcement: Announcement;
  /** Resolves when the last frame has left the horns by schedule, or the stop is out. Never rejects. */
  readonly done: Promise<BroadcastResult>;
  /** Ends in good order (a live speaker has finished): what is captured is sent, the boxes play to the end. Idempotent. */
  end(): void;
  /** Ends now, by a signed `stop`. Idempotent; resolves as `done` does. */
  stop(): Promise<BroadcastResult>;
}
