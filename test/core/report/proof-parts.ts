/** What a box's proof of play is made of in tests: the real hash, and a chain that has no record yet. */
import { createHash } from 'node:crypto';
import type { Input } from '../../../agent/core/input.ts';
import type { StoredProof } from '../../../agent/core/receiver-rooms.ts';
import type { Sha256 } from '../../../agent/core/sha256.ts';
import type { ProofAck } from '../../../agent/core/wire/proof/proof-ack.ts';
import { readPlace } from '../../../agent/core/wire/proof/proof-chain.ts';
import { ackTopic } from '../../../agent/core/wire/topic.ts';
import { CONFIG, ISSUER, type Signer } from '../control/announcement-builder.ts';
import { toyJws } from '../trust/mandate-builder.ts';

export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

export const FRESH_PROOF: StoredProof = { records: [], newChain: '00000000000000c1' };

/** What a head-end answers that holds the chain up to this record; `differing` makes it wrong. */
export const ackInput = (
  text: string,
  differing: Partial<ProofAck> = {},
  signer: Signer = {},
): Extract<Input, { on: 'message' }> => {
  const place = readPlace(text, sha256);
  if (place === undefined) throw new Error(`no record: ${text}`);
  const { chain: proofChain, number, hash } = place;
  const ack = { box: CONFIG.boxId, chain: proofChain, number, hash, ...differing };
  const { key = ISSUER.key, chain = ISSUER.chain, header = {} } = signer;
  const jws = toyJws(ack, { by: key, kind: 'ack', chain, header });
  return {
    on: 'message',
    topic: ackTopic(CONFIG.boxId),
    payload: new TextEncoder().encode(jws),
    retained: false,
  };
};
