/**
 * Whether a control message is believed (PROTOCOL §2), as one function of the message and of what the box knows. It stores
 * nothing and starts nothing.
 */
import type { Ed25519 } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import { decodeControlMessage, type ControlMessage } from '../wire/control-message.ts';
import { decodeJws, type Jws } from '../wire/jws.ts';
import type { RevocationList } from '../wire/trust/revocation-list.ts';
import { encodeBase64url } from '../wire/base64url.ts';
import {
  allows,
  coversArea,
  coversClass,
  isSignedBy,
  speakerOf,
  verifyChain,
  type Chain,
  type VerifiedMandates,
} from './chain.ts';
import { replayRefusal, type ReplayGuard } from './replay-guard.ts';
import { chainRefusal, isOfBefore, momentFor, timeRefusal, type Moment } from './standing.ts';

export interface Knowledge {
  /** The area of the topic that the message came on. */
  readonly topicArea: string;
  readonly moment: Moment;
  /** Pinned keys, in base64url. */
  readonly roots: readonly string[];
  readonly lists: readonly RevocationList[];
  readonly guard: ReplayGuard;
  readonly verified: VerifiedMandates;
  /** Mandates that were published for the holder of a key, for a message that brings none. */
  readonly published: (keyId: string) => readonly string[] | undefined;
}

/** By what right something is said. */
export interface Authority {
  readonly chain: Chain;
  /** The speaker's public key, in base64url: who it is, whatever it is called. */
  readonly speaker: string;
}

export interface Believed<T> extends Authority {
  readonly message: T;
}

export const believe = (
  bytes: Uint8Array,
  know: Knowledge,
  ed25519: Ed25519,
): Decoded<Believed<ControlMessage>> => {
  const jws = decodeJws(bytes, 'control');
  if (!jws.ok) return jws;
  const chain = chainBehind(jws.value, know, ed25519);
  if (!chain.ok) return chain;
  const speaker = jws.value.keyId;

  const decoded = decodeControlMessage(jws.value.payload);
  if (!decoded.ok) return decoded;
  const message = decoded.value;
  const mandate = speakerOf(chain.value);
  if (message.issuer !== mandate.subject) return refused('trust.issuer', message.issuer);
  if (message.area !== know.topicArea) return refused('trust.area', message.area);
  const moment = momentFor(message.issuedAt, know.moment);
  const chainIs = chainRefusal(chain.value, message.issuedAt, moment, know.lists);
  if (chainIs !== undefined) return refused(chainIs.code, chainIs.detail);
  if (!coversArea(mandate, message.area)) return refused('mandate.area', message.area);
  // To stop what is said beneath takes no right to be heard oneself.
  if (message.type !== 'stop' && !allows(mandate, 'speak'))
    return refused('mandate.right', 'speak');
  if (message.type !== 'stop' && !coversClass(mandate, message.class)) {
    return refused('mandate.class', message.class);
  }
  const replay = replayRefusal(know.guard, speaker, message, moment);
  if (replay !== undefined) return refused(replay);
  const late = timeRefusal(message, moment);
  if (late !== undefined) return refused(late);
  if (message.type !== 'stop' && isOfBefore(message.issuedAt, moment))
    return refused('trust.before-start');
  // By a clock that is not trusted it is held against itself.
  const fromAt = moment.isTrusted ? moment.nowAt : message.issuedAt;
  if (message.type !== 'stop' && message.startAt - fromAt > LIMITS.startAheadUsMax) {
    return refused('trust.start');
  }
  return accepted({ message, chain: chain.value, speaker });
};

/**
 * The chain of whoever signed this, where both it and the signature are right. Not a word of the payload counts before; and of
 * a stranger's message no signature but one is ever looked at.
 */
export const chainBehind = (
  jws: Jws,
  { roots, verified, published }: Pick<Knowledge, 'roots' | 'verified' | 'published'>,
  ed25519: Ed25519,
): Decoded<Chain> => {
  const texts = jws.chain ?? published(jws.keyId) ?? [];
  const chain = verifyChain(texts, roots, verified, ed25519);
  if (!chain.ok) return chain;
  const { subject, key } = speakerOf(chain.value);
  if (jws.keyId !== encodeBase64url(key)) return refused('trust.key', subject);
  if (!isSignedBy(jws.keyId, jws, ed25519)) return refused('trust.signature', subject);
  return chain;
};
