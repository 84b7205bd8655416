/**
 * The head-end's end of the boxes' proof (PROTOCOL §8): keeps the records of each box in files of its own, in their order, and
 * answers by what a chain is acknowledged once that is on the disk. Knows no broker, and not what a record says.
 */
import type { ProofAck } from '../../agent/core/wire/proof/proof-ack.ts';
import { readPlace } from '../../agent/core/wire/proof/proof-chain.ts';
import { isBoxId } from '../../agent/core/wire/topic.ts';
import { BoxProof } from './box-proof.ts';
import { sha256 } from './strand.ts';

const BOXES_MAX = 1_000;

export interface CollectedProof {
  readonly records: number;
  /** Words, where what came is not one history without a gap. */
  readonly fault: string | undefined;
}

export class ProofCollector {
  readonly #folder: string;
  readonly #tell: (line: string) => void;
  readonly #boxes = new Map<string, BoxProof>();

  /** `folder` is there; what it holds of an earlier time is gone on with. `tell` is given what a person should know. */
  constructor(folder: string, tell: (line: string) => void = () => undefined) {
    this.#folder = folder;
    this.#tell = tell;
  }

  /** Those that anything came from. */
  get boxes(): readonly string[] {
    return [...this.#boxes.keys()].toSorted();
  }

  of(box: string): CollectedProof {
    const { records = 0, fault } = this.#boxes.get(box) ?? {};
    return { records, fault };
  }

  /**
   * Takes a line that came for that box; answers up to where its chain is held, which it may be for the second time.
   * @throws {Error} of the file system, where it cannot be kept.
   */
  take(box: string, line: string, isRepeat = false): ProofAck | undefined {
    const place = readPlace(line, sha256);
    if (place === undefined || line.includes('\n') || !isBoxId(box)) return undefined;
    const head = this.#proofOf(box)?.take({ line, place }, isRepeat);
    return head && { box, chain: head.chain, number: head.number, hash: head.hash };
  }

  #proofOf(box: string): BoxProof | undefined {
    const known = this.#boxes.get(box);
    if (known !== undefined || this.#boxes.size >= BOXES_MAX) return known;
    const proof = new BoxProof(this.#folder, box, this.#tell);
    this.#boxes.set(box, proof);
    return proof;
  }
}
