/** All sessions that this box holds, and the ids of those that ended lately. Bounded on both sides. */
import { LIMITS } from '../limits.ts';
import type { Session } from './session.ts';

export class SessionBook {
  /** In the order in which they were accepted. */
  readonly #sessions = new Map<string, Session>();
  /** Oldest first; the oldest is forgotten. */
  readonly #ended: string[] = [];

  get all(): Iterable<Session> {
    return this.#sessions.values();
  }

  get isEmpty(): boolean {
    return this.#sessions.size === 0;
  }

  get hasSeveral(): boolean {
    return this.#sessions.size > 1;
  }

  get isFull(): boolean {
    return this.#sessions.size >= LIMITS.announcementsMax;
  }

  find(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  findStream(streamId: string): Session | undefined {
    for (const session of this.#sessions.values()) {
      if (session.announcement.streamId === streamId) return session;
    }
    return undefined;
  }

  hasEnded(id: string): boolean {
    return this.#ended.includes(id);
  }

  add(session: Session): void {
    this.#sessions.set(session.announcement.id, session);
  }

  /**
   * Takes it out of the book. Where it was stopped, or has run to its end, a later renewal must not bring it back; where only the
   * link was gone for longer than the lease, it must.
   */
  forget(session: Session): void {
    this.#sessions.delete(session.announcement.id);
    if (session.ending === 'lease' || session.ending === 'stalled') return;
    this.#ended.push(session.announcement.id);
    if (this.#ended.length > LIMITS.endedRemembered) this.#ended.shift();
  }
}
