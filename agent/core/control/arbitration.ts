/** Who ought to own the speaker, of all sessions that could. Knows neither amplifier nor sound. */
import { BULLETIN_CLASSES, NEVER, monoUs, type MonoUs } from '../vocabulary.ts';
import type { Session } from './session.ts';

/**
 * The most urgent class among those that are due (`dueFromUs` reached), neither ending nor dormant; within a class the
 * present owner, else whoever was accepted first. A session that loses is not ended: it comes back in its place.
 */
export const chooseOwner = (
  sessions: Iterable<Session>,
  owner: Session | undefined,
  dueFromUs: (session: Session) => MonoUs,
  nowUs: MonoUs,
): Session | undefined => {
  let best: Session | undefined;
  for (const session of sessions) {
    if (session.ending !== undefined || session.isDormant || nowUs < dueFromUs(session)) continue;
    if (best === undefined || isBefore(session, best, owner)) best = session;
  }
  return best;
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

const isBefore = (session: Session, best: Session, owner: Session | undefined): boolean => {
  const urgency = BULLETIN_CLASSES.indexOf(session.announcement.class);
  const bestUrgency = BULLETIN_CLASSES.indexOf(best.announcement.class);
  return urgency < bestUrgency || (urgency === bestUrgency && session === owner);
};
