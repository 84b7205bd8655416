/**
 * Whether a mandate, a chain or a message stands at this moment: neither expired, nor yet to come, nor revoked. A box that does not
 * know the time says only what it is sure of: it is later than the last time that it knew.
 */
import { LIMITS } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import { utcUs, type UtcUs } from '../vocabulary.ts';
import { encodeBase64url } from '../wire/base64url.ts';
import type { ControlMessage } from '../wire/control-message.ts';
import type { RevocationList } from '../wire/trust/revocation-list.ts';
import type { Chain } from './chain.ts';

/** What a box knows of the time. */
export interface Moment {
  readonly nowAt: UtcUs;
  /** Whether `nowAt` may be held against what a message says of itself. */
  readonly isTrusted: boolean;
  /** Nobody vouches for it, and it is off by as much as this, or more. Absent where somebody does. */
  readonly adriftUs?: number;
  /** The last time that was trusted, over power cuts too; undefined where there never was one. */
  readonly lastTrustedAt: UtcUs | undefined;
  /** When the box last started: what was heard before that, it may have had no time to store. Absent where that is no matter. */
  readonly startedAt?: UtcUs;
}

/** A message may be so much older by a clock that is off, and is refused so much sooner: half of what a message may be at the most. */
const STRICTER_US_MAX = LIMITS.issuedAgoUsMax / 2;

/**
 * By what a message is judged that was issued at `issuedAt`. Whoever holds messages back makes them older, and never younger: a
 * clock that nobody vouches for, and that a message is ahead of, is slow. It says nothing then, as if the box did not know the time.
 */
export const momentFor = (issuedAt: UtcUs, moment: Moment): Moment =>
  moment.adriftUs !== undefined && isAhead(issuedAt, moment)
    ? { ...moment, isTrusted: false }
    : moment;

const isAhead = (issuedAt: UtcUs, { nowAt, isTrusted }: Moment): boolean =>
  isTrusted && issuedAt - nowAt > LIMITS.issuedAheadUsMax;

/** Whether `at` is surely past, or now. */
const isReached = (at: UtcUs, { nowAt, isTrusted, lastTrustedAt }: Moment): boolean =>
  isTrusted ? nowAt >= at : lastTrustedAt !== undefined && lastTrustedAt >= at;

/** Why no statement of this chain that was issued at `issuedAt` may be believed, if so. */
export const chainRefusal = (
  chain: Chain,
  issuedAt: UtcUs,
  moment: Moment,
  lists: readonly RevocationList[],
): { readonly code: RefusalCode; readonly detail: string } | undefined => {
  for (const { id, subject, key, notBefore, expiresAt } of chain.mandates) {
    const refusal = (code: RefusalCode) => ({ code, detail: subject });
    if (isRevoked(chain.root, id, key, lists)) return refusal('mandate.revoked');
    if (isReached(expiresAt, moment) || issuedAt >= expiresAt) return refusal('mandate.expired');
    const isEarly = moment.isTrusted && moment.nowAt < notBefore;
    if (isEarly || issuedAt < notBefore) return refusal('mandate.not-yet');
  }
  return undefined;
};

/** A root's list holds beneath that root alone: whoever steals one root cannot silence the other. */
const isRevoked = (
  root: string,
  id: string,
  key: Uint8Array,
  lists: readonly RevocationList[],
): boolean =>
  lists.some(
    (list) =>
      list.root === root &&
      (list.mandates.includes(id) ||
        (list.keys.length > 0 && list.keys.includes(encodeBase64url(key)))),
  );

/** Whether any mandate of the chain is revoked. */
export const isChainRevoked = (chain: Chain, lists: readonly RevocationList[]): boolean =>
  chain.mandates.some(({ id, key }) => isRevoked(chain.root, id, key, lists));

/** Whether a box that has started since may have believed it already. A box that does not know the time cannot tell. */
export const isOfBefore = (issuedAt: UtcUs, { isTrusted, startedAt = utcUs(0) }: Moment): boolean =>
  isTrusted && issuedAt < startedAt;

/** Why a message is not of this moment, if so. */
export const timeRefusal = (
  { issuedAt, expiresAt }: Pick<ControlMessage, 'issuedAt' | 'expiresAt'>,
  moment: Moment,
): RefusalCode | undefined => {
  const { nowAt, isTrusted, lastTrustedAt, adriftUs = 0 } = moment;
  // A clock that is not trusted must not make a box deaf: it is at least as late as when it last was.
  const fromAt = isTrusted ? nowAt : lastTrustedAt;
  const stricterUs = isTrusted ? Math.min(adriftUs, STRICTER_US_MAX) : 0;
  const agoUsMax = LIMITS.issuedAgoUsMax - stricterUs;
  if (fromAt !== undefined && fromAt - issuedAt > agoUsMax) return 'trust.stale';
  if (isAhead(issuedAt, moment)) return 'trust.future';
  return isReached(expiresAt, moment) || expiresAt <= issuedAt ? 'trust.expired' : undefined;
};
