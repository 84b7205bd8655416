/**
 * What a head-end holds of one box's proof. Records have no signature of the box: a broker that alters one cannot be told from the
 * box by that record alone. So nothing that follows upon anything is thrown away: each history has a file of its own (a strand), each
 * is acknowledged as far as it is held, and the box believes only what is said of its own.
 *
 *     BOX.proof.jsonl      the first
 *     BOX.proof.2.jsonl    another from some record on, or what comes after records that are gone
 */
import { join } from 'node:path';
import { LIMITS } from '../../agent/core/limits.ts';
import type { ReadPlace } from '../../agent/core/wire/proof/proof-chain.ts';
import { NO_HASH } from '../../agent/core/wire/proof/proof-record.ts';
import { Strand } from './strand.ts';

/** Records that came before the one that they follow upon; a box sends no more than 16 at once of what is older. */
const WAITING_MAX = 64;
/** Histories of one box: more than one is already somebody's doing. */
const STRANDS_MAX = 64;

interface Waiting {
  readonly line: string;
  readonly place: ReadPlace;
}

export class BoxProof {
  readonly #folder: string;
  readonly #box: string;
  readonly #tell: (line: string) => void;
  /** The one that was last appended to comes last. */
  #strands: Strand[] = [];
  #files = 0;
  /** Where a record lies, by its hash, as far as the box can still ask for it. */
  readonly #known = new Map<string, Strand>();
  readonly #waiting = new Map<string, Waiting>();
  #isFullTold = false;

  /** Goes on with what the folder holds. `tell` is given a line for people. @throws {Error} of the file system */
  constructor(folder: string, box: string, tell: (line: string) => void) {
    this.#folder = folder;
    this.#box = box;
    this.#tell = tell;
    for (;;) {
      const strand = Strand.reopen(this.#fileOf(this.#files + 1));
      if (strand === undefined) return;
      this.#files += 1;
      this.#strands.push(strand);
      for (const { hash } of strand.takePlaces()) this.#remember(hash, strand);
      if (!strand.isWhole) tell(`${strand.file} was changed: it is left as it is`);
    }
  }

  get records(): number {
    return this.#strands.reduce((sum, { records }) => sum + records, 0);
  }

  /** Why it is not one history without a gap: words; undefined where it is. */
  get fault(): string | undefined {
    const changed = this.#strands.find(({ isWhole }) => !isWhole);
    if (changed !== undefined) return `${changed.file} was changed`;
    if (this.#waiting.size > 0) return `${this.#waiting.size} came without the record before`;
    return this.#files > 1 ? `${this.#files} histories or a gap` : undefined;
  }

  /**
   * Takes a line; answers the record up to which a history is held, which is as true the second time. `isRepeat`: the broker gives
   * what it has given before, which says nothing of the box. @throws {Error} where it cannot be kept; then nothing has changed.
   */
  take({ line, place }: Waiting, isRepeat: boolean): ReadPlace | undefined {
    const held = this.#known.get(place.hash);
    if (held !== undefined) return held.head;
    const strand = this.#keep({ line, place }, isRepeat);
    if (strand === undefined) return this.#strands.at(-1)?.head;
    this.#keepWaiting();
    return strand.head;
  }

  #keep(record: Waiting, isRepeat: boolean): Strand | undefined {
    const { line, place } = record;
    const strand = this.#strands.findLast((one) => one.isFollowedBy(place));
    if (strand !== undefined) {
      strand.append(line, place);
      this.#took(place, strand);
      return strand;
    }
    const isFirst = place.number === 1 && place.previous === NO_HASH;
    if (isFirst || this.#known.has(place.previous)) return this.#begin(record);
    // A box sends all that is not acknowledged, the oldest first: what comes again without the one before has none before it.
    if (this.#waiting.has(place.hash) && !isRepeat) return this.#begin(this.#earliest(record));
    this.#waiting.set(place.hash, record);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > WAITING_MAX && oldest !== undefined) this.#waiting.delete(oldest);
    return undefined;
  }

  /** Of those that wait, the first that this one follows upon. */
  #earliest(record: Waiting): Waiting {
    let first = record;
    for (let steps = 0; steps < WAITING_MAX; steps += 1) {
      const before = this.#waiting.get(first.place.previous);
      if (before === undefined) break;
      first = before;
    }
    return first;
  }

  #begin({ line, place }: Waiting): Strand | undefined {
    if (this.#files >= STRANDS_MAX) {
      if (!this.#isFullTold)
        this.#tell(
          `${this.#box}: ${STRANDS_MAX} histories, and no more is kept: move its files away`,
        );
      this.#isFullTold = true;
      return undefined;
    }
    const file = this.#fileOf(this.#files + 1);
    const strand = Strand.begin(file, line, place);
    this.#files += 1;
    if (this.#files > 1 || place.number > 1) this.#tell(this.#newsOf(place, file));
    this.#took(place, strand);
    return strand;
  }

  #newsOf({ number, previous }: ReadPlace, file: string): string {
    return number === 1 || this.#known.has(previous)
      ? `${this.#box}: a second history from record ${number} on, kept in ${file}: its store is a new one, or somebody on the way altered a record`
      : `${this.#box}: the records before ${number} are gone, or were acknowledged to somebody else; it goes on in ${file}`;
  }

  #keepWaiting(): void {
    for (;;) {
      const next = [...this.#waiting.values()].find(({ place }) =>
        this.#strands.some((strand) => strand.isFollowedBy(place)),
      );
      if (next === undefined) return;
      this.#keep(next, true);
    }
  }

  #took({ hash }: ReadPlace, strand: Strand): void {
    this.#waiting.delete(hash);
    this.#remember(hash, strand);
    this.#strands = [...this.#strands.filter((one) => one !== strand), strand];
  }

  #remember(hash: string, strand: Strand): void {
    this.#known.set(hash, strand);
    const [oldest] = this.#known.keys();
    if (this.#known.size > LIMITS.proofRecordsMax && oldest !== undefined)
      this.#known.delete(oldest);
  }

  #fileOf(count: number): string {
    return join(this.#folder, `${this.#box}.proof${count === 1 ? '' : `.${count}`}.jsonl`);
  }
}
