/** Who ought to own the speaker, of all sessions that could. Knows neither amplifier nor sound. */
import { NEVER, monoUs, type MonoUs } from '../vocabulary.ts';
import { compareClaims, type Claim } from './precedence.ts';
import type { Session } from './session.ts';

/** What the sessions ask of the speaker. */
export interface Demand {
  /** Who ought to own it now. */
  readonly wanted: Session | undefined;
  /** Who ought to own it once that one has played out. */
  readonly heir: Session | undefined;
  /** When the next of those that are not yet due will want it; NEVER where there is none. */
  readonly nextFromUs: MonoUs;
  /** Lets the amplifier go without holding. */
  readonly isHurried: boolean;
}

export interface Rules {
  /** The commune's order of issuers, most important first. */
  readonly order: readonly string[];
  /** From when on a session is due. */
  readonly dueFromUs: (session: Session) => MonoUs;
}

/**
 * Of those that are due, neither ending nor dormant, the one that goes before all others; among equals the present owner, else
 * whoever was accepted first. A session that loses is not ended here: it comes back in its place.
 */
export const chooseOwner = (
  sessions: Iterable<Session>,
  owner: Session | undefined,
  { order, dueFromUs }: Rules,
  nowUs: MonoUs,
): Session | undefined => {
  let best: Session | undefined;
  for (const session of sessions) {
    if (session.ending !== undefined || session.isDormant || nowUs < dueFromUs(session)) continue;
    if (best === undefined || isBefore(order, session, best, owner)) best = session;
  }
  return best;
};

const isBefore = (
  order: readonly string[],
  session: Session,
  best: Session,
  owner: Session | undefined,
): boolean => {
  const compared = compareClaims(order, session.claim, best.claim);
  return compared < 0 || (compared === 0 && session === owner);
};

/** When the next of those that are not yet due will be; NEVER where there is none. */
export const nextDueUs = (
  sessions: Iterable<Session>,
  dueFromUs: (session: Session) => MonoUs,
  nowUs: MonoUs,
): MonoUs => {
  let next: number = NEVER;
  for (const session of sessions) {
    const dueUs = dueFromUs(session);
    if (session.ending === undefined && dueUs > nowUs) next = Math.min(next, dueUs);
  }
  return monoUs(next);
};

/**
 * Whom a full box gives up for `newcomer`: the latest of those that everybody else goes before, where the newcomer goes before
 * it as well; undefined where it does not.
 */
export const leastOf = (
  sessions: Iterable<Session>,
  newcomer: Claim,
  order: readonly string[],
): Session | undefined => {
  let least: Session | undefined;
  for (const session of sessions) {
    if (session.ending !== undefined) continue;
    if (least === undefined || compareClaims(order, session.claim, least.claim) >= 0) {
      least = session;
    }
  }
  if (least === undefined) return undefined;
  return compareClaims(order, newcomer, least.claim) < 0 ? least : undefined;
};
