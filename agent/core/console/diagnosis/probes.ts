/** What was tried on the way to the broker and at the card, and how it went: plain values, measured by the shell, each within a deadline. */
import type { LinkCause } from '../../report/link-cause.ts';

export interface Probes {
  /** Where packets leave; null where they cannot. */
  readonly route: { readonly device: string; readonly gateway: string } | null;
  /** Addresses of the box's own, without loopback. */
  readonly addresses: readonly { readonly device: string; readonly address: string }[];
  readonly nameServers: readonly string[];
  /** Wi-Fi devices and how well they hear, in dBm; a device that is not among them was not measured. */
  readonly signals: readonly { readonly device: string; readonly dbm: number }[];
  /** As the file of `sensors.signal_file` has it, and when that was written; null where there is none, or it holds no number. */
  readonly mobile: { readonly dbm: number; readonly writtenAtUs: number } | null;
  readonly dns: Tried;
  readonly tcp: Tried;
  readonly tls: Tried;
  readonly card: CardTried;
  /** Null where it could not be asked. */
  readonly disk: DiskTried | null;
}

export interface DiskTried {
  readonly freeMiB: number;
  /** Why a small file could not be written; null where it was. */
  readonly trouble: string | null;
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
  /** It is not a card that could be tried without being heard of. */
  | { readonly went: 'skipped' }
  | { readonly went: 'wrong'; readonly why: 'absent' | 'stalled'; readonly reason: string };
