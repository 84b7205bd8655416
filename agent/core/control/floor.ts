/**
 * Who has the floor: lets every session move on, gives the speaker to the one that arbitration chooses, and lets go of those
 * that have ended. Who is heard at all is `hearing.ts`; how the speaker passes on without a click is `speaker.ts`.
 */
import type { ClockReading } from '../time/clock-reading.ts';
import { AT_THE_BOX, mayOverrule } from '../trust/overrule.ts';
import { monoUs, type MonoUs } from '../vocabulary.ts';
import type { EndReason } from '../wire/report.ts';
import { chooseOwner, nextDueUs } from './arbitration.ts';
import type { SessionBook } from './session-book.ts';
import type { Session } from './session.ts';
import type { Speaker } from './speaker.ts';
import type { StopMemory } from './stop-memory.ts';

/** Why everything ends, and the amplifier is let go without holding. */
export type Silenced = Extract<EndReason, 'shutdown' | 'switch'>;

export interface FloorParts {
  readonly book: SessionBook;
  readonly speaker: Speaker;
  /** The commune's order of issuers, most important first. */
  readonly order: readonly string[];
  readonly stops: StopMemory;
  /** The session has ended, and is held no longer. */
  readonly concluded: (session: Session, why: EndReason, nowUs: MonoUs) => void;
  readonly nowUs: MonoUs;
}

export class Floor {
  readonly #parts: FloorParts;
  #settledUs: MonoUs;

  constructor(parts: FloorParts) {
    this.#parts = parts;
    this.#settledUs = parts.nowUs;
  }

  get nextWakeUs(): MonoUs {
    let earliest = Infinity;
    for (const session of this.#parts.book.all) {
      if (session.ending === undefined) earliest = Math.min(earliest, this.#wakeFor(session));
    }
    return monoUs(earliest);
  }

  /** The box has another reading of the clock. */
  follow(clock: ClockReading): void {
    for (const session of this.#parts.book.all) session.follow(clock);
  }

  /**
   * Somebody wants silence now: ends whatever `path` may overrule, on the air or not, for good. What is announced after it is heard.
   * Answers the ids.
   */
  stopAll(by: string, path: string): readonly string[] {
    const stopped = [...this.#parts.book.all].filter(
      (session) => session.ending === undefined && mayOverrule(path, session.path),
    );
    for (const session of stopped) session.end('stopped', by);
    const ids = stopped.map(({ announcement }) => announcement.id);
    this.#parts.stops.remember(ids, path);
    return ids;
  }

  settle(silenced: Silenced | undefined, nowUs: MonoUs): void {
    const { book, speaker, order, concluded } = this.#parts;
    this.#settledUs = nowUs;
    for (const session of book.all) {
      session.advance(nowUs, session === speaker.owner);
      if (silenced !== undefined) session.end(silenced);
    }
    if (silenced === 'switch') this.#rememberSilenced();
    const dueFromUs = (session: Session) => speaker.wantedFromUs(session);
    const wanted = chooseOwner(book.all, speaker.owner, { order, dueFromUs }, nowUs);
    if (wanted !== undefined && wanted !== speaker.owner) endInterruptedTest(speaker.owner);
    const nextFromUs = nextDueUs(book.all, dueFromUs, nowUs);
    speaker.settle({ wanted, nextFromUs, isHurried: silenced !== undefined }, nowUs);
    for (const session of book.all) {
      if (session.ending === undefined || session === speaker.owner) continue;
      book.forget(session);
      concluded(session, session.ending, nowUs);
    }
  }

  /** The switch holds for what it met, over a power cut too. */
  #rememberSilenced(): void {
    const { book, stops } = this.#parts;
    const met = [...book.all].filter(({ ending }) => ending === 'switch');
    stops.remember(
      met.map(({ announcement }) => announcement.id),
      AT_THE_BOX,
    );
  }

  #wakeFor(session: Session): number {
    const overUs = Math.min(session.leaseUntilUs, session.overAtUs);
    const dueUs = this.#parts.speaker.wantedFromUs(session);
    // Once it is due, it has the speaker, or waits for it or for a bundle, but not for time.
    return dueUs <= this.#settledUs ? overUs : Math.min(overUs, dueUs);
  }
}

/** A test that was cut short proves nothing, and must not come back unmarked after what was in earnest. */
const endInterruptedTest = (owner: Session | undefined): void => {
  if (owner?.announcement.kind === 'test' && owner.hasSounded) owner.end('displaced');
};
