/**
 * Whether a control message is believed (PROTOCOL §5), as one function of the message and of what the box knows. With
 * one pinned issuer; it stores nothing and starts nothing.
 */
import type { Ed25519 } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import type { PinnedIssuer } from '../receiver-config.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import type { UtcUs } from '../vocabulary.ts';
import { decodeControlMessage, type ControlMessage } from '../wire/control-message.ts';
import { decodeJws } from '../wire/jws.ts';

export interface Knowledge {
  readonly issuer: PinnedIssuer;
  /** The area of the topic that the message came on. */
  readonly topicArea: string;
  readonly nowAt: UtcUs;
  /** Whether `nowAt` may be held against the message's own times. */
  readonly isClockTrusted: boolean;
  /** The highest sequence accepted from this issuer, -1 for none. */
  readonly lastSequence: number;
}

export const believe = (
  bytes: Uint8Array,
  know: Knowledge,
  ed25519: Ed25519,
): Decoded<ControlMessage> => {
  const jws = decodeJws(bytes);
  if (!jws.ok) return jws;
  const { keyId, signed, signature, payload } = jws.value;
  if (keyId !== know.issuer.id) return refused('trust.issuer', keyId.slice(0, 40));
  if (!ed25519.verify(know.issuer.publicKey, signed, signature)) return refused('trust.signature');

  const decoded = decodeControlMessage(payload);
  if (!decoded.ok) return decoded;
  const message = decoded.value;
  if (message.issuer !== know.issuer.id) return refused('trust.issuer', message.issuer);
  if (message.area !== know.topicArea) return refused('trust.area', message.area);
  if (message.sequence <= know.lastSequence) return refused('trust.replayed');
  if (know.isClockTrusted) {
    const ageUs = know.nowAt - message.issuedAt;
    if (ageUs > LIMITS.issuedAgoUsMax) return refused('trust.stale');
    if (ageUs < -LIMITS.issuedAheadUsMax) return refused('trust.future');
    if (know.nowAt >= message.expiresAt) return refused('trust.expired');
  }
  // A clock that is not trusted must not make a box deaf: then the message is held against itself.
  const fromAt = know.isClockTrusted ? know.nowAt : message.issuedAt;
  if (message.type !== 'stop' && message.startAt - fromAt > LIMITS.startAheadUsMax) {
    return refused('trust.start');
  }
  return accepted(message);
};
