/**
 * The payload by which a head-end acknowledges proof of play (PROTOCOL §8): it holds this box's chain up to a record. It stays
 * true for ever, so it needs neither a sequence nor a date, and to hear it twice does nothing.
 */
import { accepted, type Decoded } from '../../refusal.ts';
import { fieldsOf } from '../fields.ts';
import { isBoxId } from '../topic.ts';

export interface ProofAck {
  readonly box: string;
  readonly chain: string;
  readonly number: number;
  readonly hash: string;
}

/** Reads the payload of a JWS. A missing or wrong field is named in `detail`. */
export const decodeProofAck = (json: Readonly<Record<string, unknown>>): Decoded<ProofAck> => {
  const field = fieldsOf(json, 'ack.field');
  const ack = {
    box: field.text('box', isBoxId),
    chain: field.text('chain'),
    number: field.integer('number', 1, Number.MAX_SAFE_INTEGER),
    hash: field.text('hash'),
  };
  return field.missing ?? accepted(ack);
};
