/** What was tried on the way to the broker and at the card, and how it went: plain values, measured by the shell, each within a deadline. */
import type { LinkCause } from '../../report/link-cause.ts';

export interface Probes {
  /** Where packets leave; null where they cannot. */
  readonly route: { readonly device: string; readonly gateway: string } | null;
  /** Addresses of the box's own, without loopback. */
  readonly addresses: readonly { readonly device: string; readonly address: string }[];
  readonly dns: Tried;
  readonly tcp: Tried;
  readonly tls: Tried;
  readonly card: CardTried;
  /** Room on the disk of the store; null where it could not be asked. */
  readonly disk: { readonly freeMiB: number } | null;
}

/** `skipped`: there was no need to, or a try before it failed. */
export type Tried =
  | { readonly went: 'well'; readonly tookUs: number; readonly detail: string }
  | { readonly went: 'wrong'; readonly cause: LinkCause; readonly reason: string }
  | { readonly went: 'skipped' };

export type CardTried =
  | { readonly went: 'well' }
  /** It is playing, which is a better try than any. */
  | { readonly went: 'busy' }
  | { readonly went: 'wrong'; readonly why: 'absent' | 'stalled'; readonly reason: string };
