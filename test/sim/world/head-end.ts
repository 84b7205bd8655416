/**
 * A head-end that speaks the protocol with the real encoders: announces with lead time, sends bundles when they are due,
 * renews the lease, ends or stops. It signs by the stand-in for Ed25519. It can stand still, and be gone.
 */
import type { BulletinClass } from '../../../agent/core/vocabulary.ts';
import { FRAME_US, US_PER_MS, US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeUnsignedBundle } from '../../../agent/core/wire/bundle.ts';
import {
  encodeControlMessage,
  type Announcement,
  type ControlMessage,
} from '../../../agent/core/wire/control-message.ts';
import { audioTopic, controlTopic } from '../../../agent/core/wire/topic.ts';
import { LEASE_US, bulletinEndUs, type Bulletin } from '../plan/schedule.ts';
import { encodePacket } from '../sound/fake-opus.ts';
import { EPOCH_US } from '../trace.ts';
import type { Chance } from './chance.ts';
import { sign } from './keyed-hash.ts';
import { statement } from './mandates.ts';
import type { Letter, Truth } from './letter.ts';
import type { Timeline } from './timeline.ts';

const RENEW_EVERY_US = 5 * US_PER_S;
/** The empty last bundle is repeated, because audio is of QoS 0. */
const LAST_AGAIN = { times: 3, everyUs: 200 * US_PER_MS } as const;
const EXPIRES_AFTER_US = 60 * US_PER_S;

export interface Issuer {
  readonly id: string;
  /** By the stand-in for Ed25519 it is public and private at once. */
  readonly key: Uint8Array;
  /** Compact mandates, the one nearest the root first. */
  readonly chain: readonly string[];
}

export interface StreamIdentity {
  readonly id: string;
  readonly streamId: string;
  readonly streamKey: Uint8Array;
}

export const drawIdentity = (chance: Chance): StreamIdentity => ({
  id: `0${Array.from({ length: 25 }, () => CROCKFORD.charAt(chance.whole(0, 31))).join('')}`,
  streamId: Array.from({ length: 16 }, () => chance.whole(0, 15).toString(16)).join(''),
  streamKey: chance.bytes(32),
});

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The bytes of a signed control message. */
export const encodeJws = (message: object, issuer: Issuer): Uint8Array => {
  return Buffer.from(statement('control', message, issuer.key, { chain: issuer.chain }));
};

export class HeadEnd {
  readonly #timeline: Timeline;
  readonly #issuer: Issuer;
  readonly #path: string;
  readonly #publish: (letter: Letter) => boolean;
  #sequence = 0;

  /** `path`: its issuer's names from the root down. */
  constructor(
    timeline: Timeline,
    { issuer, path }: { readonly issuer: Issuer; readonly path: string },
    publish: (letter: Letter) => boolean,
  ) {
    this.#timeline = timeline;
    this.#issuer = issuer;
    this.#path = path;
    this.#publish = publish;
  }

  /** Arranges that what somebody else says is stopped. */
  intervene(bulletin: Bulletin, identity: StreamIdentity, atUs: number): void {
    this.#timeline.at(atUs, () => {
      this.#send(this.#letter(bulletin, identity, 'stop'), true);
    });
  }

  /** Arranges everything that this announcement will send. */
  speak(bulletin: Bulletin, identity: StreamIdentity): void {
    const { announceUs, stopUs, startUs, frames, bundleFrames } = bulletin;
    const endUs = bulletinEndUs(bulletin);
    this.#control(bulletin, identity, 'announce', announceUs);
    for (let atUs = announceUs + RENEW_EVERY_US; atUs < endUs; atUs += RENEW_EVERY_US) {
      this.#control(bulletin, identity, 'renew', atUs);
    }
    if (stopUs !== undefined) this.#control(bulletin, identity, 'stop', stopUs);
    for (let first = 0; first < frames; first += bundleFrames) {
      const dueUs = startUs + first * FRAME_US - bulletin.groupDelayUs;
      this.#bundle(bulletin, identity, first, Math.min(bundleFrames, frames - first), dueUs);
    }
    const lastUs = startUs + (frames - 1) * FRAME_US - bulletin.groupDelayUs;
    for (let again = 1; again <= LAST_AGAIN.times; again++) {
      this.#bundle(bulletin, identity, frames, 0, lastUs + again * LAST_AGAIN.everyUs);
    }
  }

  /** When it would be sent, the head-end being what it is; undefined where it never is. */
  #sendingUs({ stall, diesUs, stopUs, announceUs }: Bulletin, dueUs: number): number | undefined {
    let atUs = Math.max(dueUs, announceUs);
    if (stall !== undefined && atUs >= stall[0] && atUs < stall[1]) atUs = stall[1];
    if (diesUs !== undefined && atUs >= diesUs) return undefined;
    return stopUs !== undefined && atUs > stopUs ? undefined : atUs;
  }

  #control(
    bulletin: Bulletin,
    identity: StreamIdentity,
    type: ControlMessage['type'],
    dueUs: number,
  ): void {
    const atUs = type === 'announce' || type === 'stop' ? dueUs : this.#sendingUs(bulletin, dueUs);
    if (atUs === undefined || (bulletin.diesUs !== undefined && atUs >= bulletin.diesUs)) return;
    this.#timeline.at(atUs, () => {
      this.#send(this.#letter(bulletin, identity, type), type !== 'renew');
    });
  }

  /** What matters is sent again each second until the broker takes it. */
  #send(letter: Letter, isPersistent: boolean): void {
    if (this.#publish(letter) || !isPersistent) return;
    this.#timeline.after(US_PER_S, () => {
      this.#send(letter, true);
    });
  }

  #letter(bulletin: Bulletin, identity: StreamIdentity, type: ControlMessage['type']): Letter {
    const { nowUs } = this.#timeline;
    const sequence = ++this.#sequence;
    const issuedUs = Math.round(nowUs);
    const expiresUs = issuedUs + EXPIRES_AFTER_US;
    const { stream } = bulletin;
    const truth: Truth = {
      of: 'control',
      by: this.#path,
      type,
      stream,
      sequence,
      leaseUs: LEASE_US,
      issuedUs,
      expiresUs,
    };
    const envelope = {
      id: identity.id,
      issuer: this.#issuer.id,
      area: bulletin.area,
      sequence,
      issuedAt: utcUs(EPOCH_US + issuedUs),
      expiresAt: utcUs(EPOCH_US + expiresUs),
    };
    const message: ControlMessage =
      type === 'stop'
        ? { type, ...envelope }
        : { type, ...envelope, ...contentOf(bulletin, identity) };
    const payload = encodeJws(encodeControlMessage(message), this.#issuer);
    return { topic: controlTopic(bulletin.area), payload, qos: 1, retain: false, truth };
  }

  #bundle(
    bulletin: Bulletin,
    identity: StreamIdentity,
    sequence: number,
    frames: number,
    dueUs: number,
  ): void {
    const atUs = this.#sendingUs(bulletin, dueUs);
    if (atUs === undefined) return;
    this.#timeline.at(atUs, () => {
      this.#publish(bundleLetter(bulletin, identity, sequence, frames));
    });
  }
}

const contentOf = (
  bulletin: Bulletin,
  identity: StreamIdentity,
): Omit<
  Announcement,
  'type' | 'id' | 'issuer' | 'area' | 'sequence' | 'issuedAt' | 'expiresAt'
> => {
  const bulletinClass: BulletinClass = bulletin.class;
  return {
    class: bulletinClass,
    kind: 'programme',
    streamId: identity.streamId,
    streamKey: identity.streamKey,
    startAt: utcUs(EPOCH_US + bulletin.startUs),
    leaseUs: LEASE_US,
    title: `Bản tin ${bulletin.stream}`,
    gainDb: bulletin.gainDb,
  };
};

/** Frames from `sequence` on; the last of the stream says so. */
export const bundleLetter = (
  bulletin: Bulletin,
  { streamId, streamKey }: StreamIdentity,
  sequence: number,
  frames: number,
): Letter => {
  const { stream, area } = bulletin;
  const last = sequence + frames >= bulletin.frames;
  const packets = Array.from({ length: frames }, (_, index) => {
    const frame = sequence + index;
    if (bulletin.silent.has(frame)) return new Uint8Array(0);
    return encodePacket(stream, frame, bulletin.broken.has(frame));
  });
  const unsigned = encodeUnsignedBundle({ streamId, sequence, packets, last });
  const payload = Buffer.concat([unsigned, sign(streamKey, unsigned)]);
  const truth: Truth = { of: 'bundle', stream, sequence, frames, last };
  return { topic: audioTopic(area), payload, qos: 0, retain: false, truth };
};
