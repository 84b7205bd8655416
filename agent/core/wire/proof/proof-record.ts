/**
 * One record of the proof of play (PROTOCOL §8): what is kept, hashed and sent is the same line of JSON, byte for byte, so that
 * nobody has to write it again in order to check it. Knows nothing of how records are kept or sent.
 */
import type { Sha256 } from '../../sha256.ts';
import type { UtcUs } from '../../vocabulary.ts';
import { toHex } from '../hex.ts';
import type { PlayedReport } from '../report.ts';

/** What is appended to the chain; the tag is `record`, because a bulletin has a `kind` of its own. */
export type ProofEntry = PlayedEntry | BeganEntry | EventEntry;

export type PlayedEntry = { readonly record: 'played' } & PlayedReport;

/** The first of a chain that follows upon another, which could not be gone on with. */
export interface BeganEntry {
  readonly record: 'began';
  /** In words: what happened to the chain before. */
  readonly why: string;
}

/** What else a box must be able to prove. `what` names it for ever; who did it, where anybody did. */
export interface EventEntry {
  readonly record: 'console' | 'command' | 'switch' | 'safety' | 'self-test';
  readonly what: string;
  readonly by?: string;
  /** At most 16, texts cut to 200 characters. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A record's place in its chain. */
export interface ProofPlace {
  /** 16 hexadecimal digits, drawn when the chain began. */
  readonly chain: string;
  /** Rises by one with every record of the box, and goes on rising in a new chain. */
  readonly number: number;
  /** SHA-256 of the record's own line, 64 hexadecimal digits. */
  readonly hash: string;
}

export interface SealedRecord extends ProofPlace {
  /** The line, in UTF-8 on the wire and on disk. */
  readonly text: string;
}

/** What stands as `previous` in the first record of a chain. */
export const NO_HASH = '0'.repeat(64);

const DETAILS_MAX = 16;
const TEXT_CHARS_MAX = 200;
const NAME_CHARS_MAX = 40;

const utf8 = new TextEncoder();

export const hashOf = (text: string, sha256: Sha256): string => toHex(sha256(utf8.encode(text)));

/** The record that comes after `previous`; the first of `chain` where that is of another chain, or there is none. */
export const sealRecord = (
  entry: ProofEntry,
  at: { readonly box: string; readonly chain: string; readonly atUs: UtcUs },
  previous: ProofPlace | undefined,
  sha256: Sha256,
): SealedRecord => {
  const { box, chain, atUs } = at;
  const number = (previous?.number ?? 0) + 1;
  const text = JSON.stringify({
    chain,
    number,
    previous: previous?.chain === chain ? previous.hash : NO_HASH,
    atUs: Math.round(atUs),
    box,
    ...bounded(entry),
  });
  return { chain, number, hash: hashOf(text, sha256), text };
};

const bounded = (entry: ProofEntry): ProofEntry => {
  if (entry.record === 'played') return entry;
  if (entry.record === 'began') return { ...entry, why: cut(entry.why) };
  const { what, by, detail, ...rest } = entry;
  return {
    ...rest,
    what: cut(what),
    ...(by !== undefined && { by: cut(by) }),
    ...(detail !== undefined && {
      detail: Object.fromEntries(
        Object.entries(detail)
          .slice(0, DETAILS_MAX)
          .map(([name, value]) => [
            name.slice(0, NAME_CHARS_MAX),
            typeof value === 'string' ? cut(value) : value,
          ]),
      ),
    }),
  };
};

const cut = (text: string): string => text.slice(0, TEXT_CHARS_MAX);
