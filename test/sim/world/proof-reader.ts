/**
 * The head-end's end of the proof: keeps each box's records by number, and acknowledges each chain as far as it holds it
 * whole. Knows nothing of what a record says.
 */
import type { ProofAck } from '../../../agent/core/wire/proof/proof-ack.ts';
import { readPlace } from '../../../agent/core/wire/proof/proof-chain.ts';
import { ackTopic } from '../../../agent/core/wire/topic.ts';
import type { Issuer } from './head-end.ts';
import { statement } from './mandates.ts';
import type { Letter } from './letter.ts';
import { realSha256 } from './real-hash.ts';

export class ProofReader {
  readonly #issuer: Issuer;
  /** Lines by box and number. */
  readonly boxes = new Map<string, Map<number, string>>();

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  /** Takes a record; answers what it is acknowledged by, where it is one. */
  read(box: string, text: string): Letter | undefined {
    const lines = this.boxes.get(box) ?? new Map<number, string>();
    this.boxes.set(box, lines);
    const place = readPlace(text, realSha256);
    if (place === undefined) return undefined;
    lines.set(place.number, text);
    let last = 0;
    while (lines.has(last + 1)) last += 1;
    const whole = readPlace(lines.get(last) ?? '', realSha256);
    if (whole === undefined) return undefined;
    const { chain, number, hash } = whole;
    const ack: ProofAck = { box, chain, number, hash };
    return {
      topic: ackTopic(box),
      payload: Buffer.from(statement('ack', ack, this.#issuer.key, { chain: this.#issuer.chain })),
      qos: 1,
      retain: false,
      truth: { of: 'noise' },
    };
  }
}
