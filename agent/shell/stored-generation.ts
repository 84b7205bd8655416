/**
 * One generation of the store as text: the state in a JSON envelope with a checksum, because a card that has gone bad may
 * return a number that parses and is wrong. It knows nothing of files.
 */
import { createHash } from 'node:crypto';
import { parseStoredState, type StoredState } from '../core/stored-state.ts';

const FORMAT = 1;

export const sealed = (state: StoredState): string => {
  const body = JSON.stringify(state);
  return `${JSON.stringify({ format: FORMAT, sha256: digest(body), state: body })}\n`;
};

/** The state, or undefined where the text is not one that `sealed` made. */
export const unsealed = (text: string): StoredState | undefined => {
  const envelope = parsed(text);
  if (typeof envelope !== 'object' || envelope === null) return undefined;
  const { format, sha256, state } = envelope as Record<string, unknown>;
  if (format !== FORMAT || typeof state !== 'string' || digest(state) !== sha256) return undefined;
  return parseStoredState(parsed(state));
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
