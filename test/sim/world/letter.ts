/** A message on its way, with the truth about it that no box can see. */
import type { HeardBundle, HeardControl } from '../trace.ts';

export type Truth =
  | ({ readonly of: 'control' } & Omit<HeardControl, 'atUs' | 'retained'>)
  | ({ readonly of: 'bundle'; readonly stream: number } & Omit<HeardBundle, 'atUs'>)
  /** Nothing in it may ever be heard. */
  | { readonly of: 'noise' };

export interface Letter {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly truth: Truth;
}
