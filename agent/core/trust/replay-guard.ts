/**
 * What was accepted from whom, so that nothing is accepted twice: the highest sequence by key. It is bounded; of an issuer that
 * had to be forgotten it keeps the instant up to which nothing of any stranger to the table may be believed again.
 */
import { LIMITS } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import { after, utcUs, type UtcUs } from '../vocabulary.ts';
import type { Moment } from './standing.ts';
import { isKeyId } from '../wire/jws.ts';
import { isObject } from '../wire/json.ts';

export interface HeardIssuer {
  /** Public key in base64url: names can be given twice, and a key's sequence is nobody else's to use up. */
  readonly key: string;
  /** The highest that was accepted. */
  readonly sequence: number;
  /** The latest instant at which anything that was accepted says it was issued. */
  readonly issuedAt: UtcUs;
}

export interface ReplayGuard {
  /** At most `LIMITS.issuersMax`. */
  readonly issuers: readonly HeardIssuer[];
  /** Whatever was accepted from an issuer that is not in the table was issued by then, at the latest. */
  readonly forgottenUntil: UtcUs;
}

export const NOTHING_HEARD: ReplayGuard = { issuers: [], forgottenUntil: utcUs(0) };

interface Numbered {
  readonly sequence: number;
  readonly issuedAt: UtcUs;
}

type WhenHeard = Pick<Moment, 'isTrusted' | 'adriftUs'>;

/** By a clock that may be behind itself everybody may seem to be dated ahead. */
const tellsWhoIsAhead = ({ isTrusted, adriftUs }: WhenHeard): boolean =>
  isTrusted && adriftUs === undefined;

/** Why this message of the holder of `key` may have been accepted before, if so. */
export const replayRefusal = (
  { issuers, forgottenUntil }: ReplayGuard,
  key: string,
  { sequence, issuedAt }: Numbered,
  moment: WhenHeard,
): RefusalCode | undefined => {
  const known = issuers.find((issuer) => issuer.key === key);
  if (known !== undefined) return sequence <= known.sequence ? 'trust.replayed' : undefined;
  // By no clock it cannot be told who has been dated ahead, and so not who is to make room.
  if (!tellsWhoIsAhead(moment) && issuers.length >= LIMITS.issuersMax) return 'trust.forgotten';
  return issuedAt <= forgottenUntil ? 'trust.forgotten' : undefined;
};

/**
 * The guard after this message was accepted. Who was heard of longest ago makes room; but whoever is dated ahead of a trusted clock
 * goes first, and leaves no instant behind, or every stranger to the table would be refused until that day. What such a one has said
 * is `trust.future` until then.
 */
export const heardFrom = (
  guard: ReplayGuard,
  key: string,
  { sequence, issuedAt }: Numbered,
  moment: WhenHeard & Pick<Moment, 'nowAt'>,
): ReplayGuard => {
  const known = guard.issuers.find((issuer) => issuer.key === key);
  const others = guard.issuers.filter((issuer) => issuer !== known);
  const latest = utcUs(Math.max(issuedAt, known?.issuedAt ?? 0));
  const newcomer = { key, sequence, issuedAt: latest };
  let { forgottenUntil } = guard;
  while (others.length >= LIMITS.issuersMax) {
    const latestOf = others.reduce((most, one) => (one.issuedAt > most.issuedAt ? one : most));
    const isAhead =
      tellsWhoIsAhead(moment) && latestOf.issuedAt > after(moment.nowAt, LIMITS.issuedAheadUsMax);
    const oldest = others.reduce((least, one) => (one.issuedAt < least.issuedAt ? one : least));
    others.splice(others.indexOf(isAhead ? latestOf : oldest), 1);
    if (!isAhead) forgottenUntil = utcUs(Math.max(forgottenUntil, oldest.issuedAt));
  }
  return { issuers: [...others, newcomer], forgottenUntil };
};

/** What was heard by either of two memories of one box: the higher number counts, and there is no more room than ever. */
export const heardByEither = (one: ReplayGuard, other: ReplayGuard): ReplayGuard => {
  const byKey = new Map<string, HeardIssuer>();
  for (const { key, sequence, issuedAt } of [...one.issuers, ...other.issuers]) {
    const known = byKey.get(key);
    byKey.set(key, {
      key,
      sequence: Math.max(sequence, known?.sequence ?? 0),
      issuedAt: utcUs(Math.max(issuedAt, known?.issuedAt ?? 0)),
    });
  }
  const newestFirst = [...byKey.values()].toSorted((a, b) => b.issuedAt - a.issuedAt);
  const forgotten = newestFirst[LIMITS.issuersMax]?.issuedAt ?? 0;
  return {
    issuers: newestFirst.slice(0, LIMITS.issuersMax),
    forgottenUntil: utcUs(Math.max(one.forgottenUntil, other.forgottenUntil, forgotten)),
  };
};

/** Of a memory that may lag behind what was accepted until then: everybody is forgotten, so that nothing is accepted twice. */
export const forgottenUntil = (guard: ReplayGuard, until: UtcUs): ReplayGuard => ({
  issuers: [],
  forgottenUntil: utcUs(
    Math.max(guard.forgottenUntil, until, ...guard.issuers.map(({ issuedAt }) => issuedAt)),
  ),
});

/** Reads a stored guard back; anything that is not one gives undefined. */
export const parseReplayGuard = (json: unknown): ReplayGuard | undefined => {
  if (!isObject(json)) return undefined;
  const { issuers, forgottenUntil } = json;
  if (!Array.isArray(issuers) || issuers.length > LIMITS.issuersMax) return undefined;
  if (!isCount(forgottenUntil) || !issuers.every(isHeardIssuer)) return undefined;
  return {
    issuers: issuers.map(({ key, sequence, issuedAt }) => ({ key, sequence, issuedAt })),
    forgottenUntil: utcUs(forgottenUntil),
  };
};

const isHeardIssuer = (value: unknown): value is HeardIssuer =>
  isObject(value) &&
  isKeyId(value['key']) &&
  isCount(value['sequence']) &&
  isCount(value['issuedAt']);

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
