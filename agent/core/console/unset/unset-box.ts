/**
 * A box whose configuration is missing, unreadable or at odds with itself: it plays nothing, believes nobody and has no link, but its
 * console answers (docs/decisions/0056). A plain value, as it stands at one instant.
 */
import type { Say } from '../phrases/language.ts';

export interface UnsetBox {
  /** As the configuration says it, else as it was called when it last lived; null where nothing says it. */
  readonly name: string | null;
  readonly version: string;
  readonly configFile: string;
  /** What keeps it from starting. Never empty. */
  readonly troubles: readonly UnsetTrouble[];
  /** Nobody has ever set it, so that there is nothing yet that a PIN could guard: its first may be set here. */
  readonly isNew: boolean;
  readonly hasPin: boolean;
  readonly given: Readonly<Record<GivenName, Given>>;
  /** As it would have them: the bank of its relays, and its card. */
  readonly relays: string;
  readonly sink: string;
  /** How the relays stand that it drove when it last lived; `none`: it never has. `unknown`: the board does not answer, or one sticks. */
  readonly held: 'off' | 'unknown' | 'none';
  /** Whoever supervises the agent starts the machine again where it asks for that. */
  readonly canReboot: boolean;
  /** Of the interpreter. */
  readonly node: string;
  /** Of the board, where it says so. */
  readonly machine: string;
}

export interface UnsetTrouble {
  /** Absent where the file as a whole is meant. */
  readonly key?: string;
  /** Nothing stands there. Otherwise what stands there is wrong. */
  readonly isMissing: boolean;
  /** Whether a technician may set that key at the console of this box. */
  readonly isMendedHere: boolean;
  /** With file and line where there is one. */
  readonly says: Say;
}

/** What a box must be given before it can start. */
export type GivenName = 'box.id' | 'box.area' | 'broker.url' | 'trust.roots';

/** `waiting`: set at the console, and in force once that is committed. */
export type Given =
  | { readonly is: 'missing' | 'wrong' }
  | { readonly is: 'there' | 'waiting'; readonly value: string };
