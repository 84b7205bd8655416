/**
 * One file of a box's proof: records that follow upon one another without a gap, one a line. It owns that what was appended is on
 * the disk, whole, and that a line which was cut short by a power cut or a full disk is not; not what follows upon what.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { faultAfter, readPlace, type ReadPlace } from '../../agent/core/wire/proof/proof-chain.ts';

const LINE_END = 10;

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  createHash('sha256').update(bytes).digest();

export class Strand {
  readonly file: string;
  /** Of whole lines; what the file has beyond them was cut short. */
  #bytes = 0;
  #places: ReadPlace[] = [];
  #records = 0;
  #isWhole = true;

  private constructor(file: string) {
    this.file = file;
  }

  /** A new one, on the disk with its first record. @throws {Error} of the file system */
  static begin(file: string, line: string, place: ReadPlace): Strand {
    const strand = new Strand(file);
    strand.append(line, place);
    syncFolder(dirname(file));
    return strand;
  }

  /** One that was kept before; undefined where there is none. @throws {Error} of the file system */
  static reopen(file: string): Strand | undefined {
    const bytes = bytesOf(file);
    if (bytes === undefined) return undefined;
    const strand = new Strand(file);
    strand.#bytes = bytes.lastIndexOf(LINE_END) + 1;
    const lines = bytes.subarray(0, strand.#bytes).toString('utf8').split('\n').slice(0, -1);
    for (const line of lines) {
      const place = readPlace(line, sha256);
      const { head } = strand;
      strand.#isWhole = place !== undefined && (head && faultAfter(head, place)) === undefined;
      if (place === undefined || !strand.#isWhole) break;
      strand.#note(place);
    }
    return strand;
  }

  /** The last record. */
  get head(): ReadPlace | undefined {
    return this.#places.at(-1);
  }

  get records(): number {
    return this.#records;
  }

  /** Nobody has changed the file: one that was is left as it is, and nothing is appended to it. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Places that were read when it was opened again, oldest first; forgotten by asking. */
  takePlaces(): readonly ReadPlace[] {
    const places = this.#places;
    this.#places = places.slice(-1);
    return places;
  }

  isFollowedBy(place: ReadPlace): boolean {
    return this.#isWhole && this.head !== undefined && faultAfter(this.head, place) === undefined;
  }

  /** It is on the disk when this returns; where it throws, the file is as it was. @throws {Error} of the file system */
  append(line: string, place: ReadPlace): void {
    const handle = openSync(this.file, 'a', 0o600);
    try {
      const { size } = fstatSync(handle);
      if (size < this.#bytes) throw new Error(`${this.file} was cut by somebody else`);
      if (size > this.#bytes) ftruncateSync(handle, this.#bytes);
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
      this.#bytes += bytes.length;
    } finally {
      closeSync(handle);
    }
    this.#note(place);
    this.#places = [place];
  }

  #note(place: ReadPlace): void {
    this.#places.push(place);
    this.#records += 1;
  }
}

const bytesOf = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
