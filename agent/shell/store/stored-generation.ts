/**
 * One generation of the file store as text: state and records in a JSON envelope with a checksum, because a card that has gone
 * bad may return a number that parses and is wrong. It knows nothing of files.
 */
import { createHash } from 'node:crypto';
import { parseStoredState, type StoredState } from '../../core/stored-state.ts';
import type { SealedRecord } from '../../core/wire/proof/proof-record.ts';

const FORMAT = 2;

export interface Generation {
  readonly state: StoredState;
  readonly records: readonly SealedRecord[];
  /** Written behind a database that holds the same or newer. */
  readonly isCopy?: true;
}

export const sealed = (generation: Generation): string => {
  const body = JSON.stringify(generation);
  return `${JSON.stringify({ format: FORMAT, sha256: digest(body), body })}\n`;
};

/** What was sealed, or undefined where the text is not one that `sealed` made. */
export const unsealed = (text: string): Generation | undefined => {
  const envelope = parsed(text);
  if (typeof envelope !== 'object' || envelope === null) return undefined;
  const { format, sha256, body } = envelope as Record<string, unknown>;
  if (format !== FORMAT || typeof body !== 'string' || digest(body) !== sha256) return undefined;
  const content = parsed(body) as Omit<Generation, 'state'> & { readonly state: unknown };
  const state = parseStoredState(content.state);
  return state && { ...content, state };
};

const digest = (body: string): string => createHash('sha256').update(body).digest('hex');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Torn or overwritten: the caller takes an older generation.
    return undefined;
  }
};
