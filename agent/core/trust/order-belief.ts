/**
 * Whether an order to this box alone — a command, or settings — is by somebody who may speak for its area (PROTOCOL §9). Whether it is new, and
 * whether the mandate gives the right to it, is for whoever carries it out: that is owed an answer.
 */
import type { Ed25519 } from '../ed25519.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import type { UtcUs } from '../vocabulary.ts';
import { decodeJws } from '../wire/jws.ts';
import type { Mandate } from '../wire/trust/mandate.ts';
import { chainBehind, type Believed, type Knowledge } from './belief.ts';
import { coversArea, speakerOf } from './chain.ts';
import { chainRefusal } from './standing.ts';

export interface OrderKnowledge extends Pick<
  Knowledge,
  'moment' | 'roots' | 'lists' | 'verified' | 'published'
> {
  readonly box: { readonly boxId: string; readonly area: string };
}

export interface Order {
  readonly issuer: string;
  readonly box: string;
  readonly issuedAt: UtcUs;
}

export interface BelievedOrder<T> extends Believed<T> {
  readonly mandate: Mandate;
  /** Verified, and read as far as `message` says. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export const believeOrder = <T extends Order>(
  bytes: Uint8Array,
  kind: 'command' | 'desired',
  decode: (payload: Readonly<Record<string, unknown>>) => Decoded<T>,
  know: OrderKnowledge,
  ed25519: Ed25519,
): Decoded<BelievedOrder<T>> => {
  const jws = decodeJws(bytes, kind);
  if (!jws.ok) return jws;
  const { keyId, payload } = jws.value;
  const chain = chainBehind(jws.value, know, ed25519);
  if (!chain.ok) return chain;
  const decoded = decode(payload);
  if (!decoded.ok) return decoded;
  const message = decoded.value;
  const mandate = speakerOf(chain.value);
  if (message.issuer !== mandate.subject) return refused('trust.issuer', message.issuer);
  if (message.box !== know.box.boxId) return refused('order.box', message.box);
  const stands = chainRefusal(chain.value, message.issuedAt, know.moment, know.lists);
  if (stands !== undefined) return refused(stands.code, stands.detail);
  if (!coversArea(mandate, know.box.area)) return refused('mandate.area', know.box.area);
  return accepted({ message, payload, mandate, chain: chain.value, speaker: keyId });
};
