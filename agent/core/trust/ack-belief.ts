/**
 * Whether an acknowledgement of proof is believed (PROTOCOL §8): whoever passes a record on may not say that it arrived. It asks
 * for a mandate over the box's area, of whatever class, and for no date.
 */
import type { Ed25519 } from '../ed25519.ts';
import { refused, type Decoded } from '../refusal.ts';
import { utcUs, type UtcUs } from '../vocabulary.ts';
import { decodeJws } from '../wire/jws.ts';
import { decodeProofAck, type ProofAck } from '../wire/proof/proof-ack.ts';
import { chainBehind, type Knowledge } from './belief.ts';
import { coversArea, speakerOf, type Chain } from './chain.ts';
import { chainRefusal, type Moment } from './standing.ts';

export interface AckKnowledge extends Pick<
  Knowledge,
  'moment' | 'roots' | 'lists' | 'verified' | 'published'
> {
  readonly box: { readonly boxId: string; readonly area: string };
}

export const believeAck = (
  bytes: Uint8Array,
  know: AckKnowledge,
  ed25519: Ed25519,
): Decoded<ProofAck> => {
  const jws = decodeJws(bytes, 'ack');
  if (!jws.ok) return jws;
  const chain = chainBehind(jws.value, know, ed25519);
  if (!chain.ok) return chain;
  const ack = decodeProofAck(jws.value.payload);
  if (!ack.ok) return ack;
  if (ack.value.box !== know.box.boxId) return refused('ack.field', 'box');
  const stands = chainRefusal(
    chain.value,
    saidAt(chain.value, know.moment),
    know.moment,
    know.lists,
  );
  if (stands !== undefined) return refused(stands.code, stands.detail);
  const { area } = know.box;
  return coversArea(speakerOf(chain.value), area) ? ack : refused('mandate.area', area);
};

/** It bears no date: it is taken to be of now, or of the earliest that it can be where the box does not know the time. */
const saidAt = ({ mandates }: Chain, { isTrusted, nowAt, lastTrustedAt }: Moment): UtcUs =>
  isTrusted
    ? nowAt
    : utcUs(Math.max(lastTrustedAt ?? 0, ...mandates.map(({ notBefore }) => notBefore)));
