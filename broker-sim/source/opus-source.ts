/**
 * The port of everything that can be spoken: a recording, a microphone, a feed. It yields Opus packets and says how
 * things stand; it knows nothing of bundles, keys or MQTT.
 */
import type { MonoUs } from '../../agent/core/vocabulary.ts';

/** One Opus packet of one frame of 20 ms (RFC 6716 §3.2), mono or stereo; the box decodes it as mono. */
export interface SourceFrame {
  readonly is: 'frame';
  readonly packet: Uint8Array;
  /** When the packet reached this process. Only a live source is placed by it. */
  readonly capturedAtUs: MonoUs;
  /** Something is missing before it: first frame of a feed, or of a feed that came back. */
  readonly afterGap: boolean;
}

/** Nothing comes after it. `failed` where the source could not be read to its end; the trouble line said why. */
export interface SourceEnd {
  readonly is: 'end';
  readonly failed: boolean;
}

export interface OpusSource {
  /** A live source cannot be read ahead of time and does not wait: who reads too slowly loses its oldest frames. */
  readonly live: boolean;
  /** For people: what is played and from where. Carries no secret. */
  readonly description: string;
  /** The next frame, when there is one. Never rejects. After `end` and after `close` it is always `end`. One caller at a time. */
  next(): Promise<SourceFrame | SourceEnd>;
  /** Frees the file, the device and every process behind the source. Idempotent; a pending `next` answers `end`. */
  close(): Promise<void>;
}

/** One line for the person at the head-end. */
export interface SourceTrouble {
  /** `over`: nothing (more) can be played. `retrying`: a feed is away and is tried again. `back`: it has returned. `note`: played all the same. */
  readonly state: 'over' | 'retrying' | 'back' | 'note';
  /** Cause and remedy in one line, without secrets and without a line break. */
  readonly line: string;
}

export type OnTrouble = (trouble: SourceTrouble) => void;
