/**
 * The head-end's end of the boxes' proof (PROTOCOL §8): keeps the records of each box in a file of its own, in their order, and
 * answers by what a chain is acknowledged once that is on the disk. Knows no broker, and not what a record says.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { ProofAck } from '../../agent/core/wire/proof-ack.ts';
import { ChainCheck, readPlace, type ChainFault } from '../../agent/core/wire/proof-chain.ts';
import { isBoxId } from '../../agent/core/wire/topic.ts';

/** Records that came before the one that they follow upon; a box sends no more than that at once. */
const WAITING_MAX = 64;
const BOXES_MAX = 1_000;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

interface Chain {
  readonly check: ChainCheck;
  readonly waiting: Map<number, string>;
  records: number;
  fault: ChainFault | undefined;
}

export interface CollectedProof {
  readonly records: number;
  /** What is wrong with the first record that does not hold; nothing of that box is acknowledged after it. */
  readonly fault: ChainFault | undefined;
}

export class ProofCollector {
  readonly #folder: string;
  readonly #chains = new Map<string, Chain>();

  /** `folder` is there, and holds no proof of an earlier time. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  of(box: string): CollectedProof {
    const { records = 0, fault } = this.#chains.get(box) ?? {};
    return { records, fault };
  }

  /** Takes a line that came for that box; answers up to where its chain is held, which it may be for the second time. */
  take(box: string, line: string): ProofAck | undefined {
    const place = readPlace(line, sha256);
    if (place === undefined || !isBoxId(box)) return undefined;
    const chain = this.#chains.get(box) ?? this.#begin(box);
    if (chain === undefined || chain.fault !== undefined) return undefined;
    const { check, waiting } = chain;
    if (place.number > (check.last?.number ?? 0) && waiting.size < WAITING_MAX) {
      waiting.set(place.number, line);
    }
    this.#keepWaiting(box, chain);
    const { last } = check;
    if (this.of(box).fault !== undefined) return undefined;
    return last && { box, chain: last.chain, number: last.number, hash: last.hash };
  }

  #begin(box: string): Chain | undefined {
    if (this.#chains.size >= BOXES_MAX) return undefined;
    const chain = {
      check: new ChainCheck(sha256),
      waiting: new Map(),
      records: 0,
      fault: undefined,
    };
    this.#chains.set(box, chain);
    return chain;
  }

  #keepWaiting(box: string, chain: Chain): void {
    const { check, waiting } = chain;
    const fresh: string[] = [];
    for (;;) {
      const next = (check.last?.number ?? 0) + 1;
      const line = waiting.get(next);
      if (line === undefined) break;
      waiting.delete(next);
      chain.fault = check.take(line);
      if (chain.fault !== undefined) break;
      fresh.push(`${line}\n`);
    }
    if (fresh.length === 0) return;
    keep(join(this.#folder, `${box}.proof.jsonl`), fresh.join(''));
    chain.records += fresh.length;
  }
}

/** It is on the disk when this returns. */
const keep = (file: string, text: string): void => {
  const handle = openSync(file, 'a', 0o600);
  try {
    appendFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
