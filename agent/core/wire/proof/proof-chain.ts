/**
 * Whether records follow upon one another as PROTOCOL §8 says. One record after the other, so that a chain of any length can be
 * checked; names the first that does not hold. It judges the chain, never what a record says.
 */
import type { Sha256 } from '../../sha256.ts';
import { hashOf, NO_HASH, type ProofPlace } from './proof-record.ts';

/** Where a record stands, by its own line. */
export interface ReadPlace extends ProofPlace {
  readonly previous: string;
  readonly record: string;
}

const CHAIN = /^[0-9a-f]{16}$/;
const HASH = /^[0-9a-f]{64}$/;

/** The place that a line states, with the hash that it has; undefined where it is no record. */
export const readPlace = (text: string, sha256: Sha256): ReadPlace | undefined => {
  const json = parsed(text);
  if (typeof json !== 'object' || json === null) return undefined;
  const { chain, number, previous, record } = json as Record<string, unknown>;
  if (typeof chain !== 'string' || !CHAIN.test(chain)) return undefined;
  if (typeof previous !== 'string' || !HASH.test(previous)) return undefined;
  if (!Number.isSafeInteger(number) || Number(number) < 1) return undefined;
  if (typeof record !== 'string') return undefined;
  return { chain, number: Number(number), previous, record, hash: hashOf(text, sha256) };
};

export type ChainFault =
  /** It is no record at all. */
  | 'unreadable'
  /** Its line has another hash than was kept with it. */
  | 'hash'
  /** The one before it is missing. */
  | 'number'
  /** It follows upon another than the one before it. */
  | 'previous'
  /** A new chain that does not say so. */
  | 'beginning';

export class ChainCheck {
  readonly #sha256: Sha256;
  #last: ReadPlace | undefined;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** The last record that held. */
  get last(): ReadPlace | undefined {
    return this.#last;
  }

  /** The next record, and the hash that was kept with it, if any. Answers what is wrong with it. */
  take(text: string, keptHash?: string): ChainFault | undefined {
    const place = readPlace(text, this.#sha256);
    if (place === undefined) return 'unreadable';
    if (keptHash !== undefined && keptHash !== place.hash) return 'hash';
    const fault = this.#last && faultAfter(this.#last, place);
    if (fault === undefined) this.#last = place;
    return fault;
  }
}

/** What is wrong with a record that is to follow upon another. */
export const faultAfter = (last: ReadPlace, next: ReadPlace): ChainFault | undefined => {
  if (next.number !== last.number + 1) return 'number';
  if (next.chain === last.chain) return next.previous === last.hash ? undefined : 'previous';
  return next.record === 'began' && next.previous === NO_HASH ? undefined : 'beginning';
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The caller has the word for it.
    return undefined;
  }
};
