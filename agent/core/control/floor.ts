/**
 * Who has the floor: lets every session move on, gives the speaker to the one that arbitration chooses, and lets go of those
 * that have ended. Who is heard at all is `hearing.ts`; how the speaker passes on without a click is `speaker.ts`.
 */
import type { Tuning } from '../remote/tuning.ts';
import type { ClockReading } from '../time/clock-reading.ts';
import { AT_THE_BOX, mayOverrule } from '../trust/overrule.ts';
import { monoUs, type MonoUs, type UtcUs } from '../vocabulary.ts';
import type { EndReason } from '../wire/report.ts';
import { chooseOwner, nextDueUs, type Rules } from './arbitration.ts';
import { silentUntilUs } from './silence.ts';
import type { SessionBook } from './session-book.ts';
import type { Session } from './session.ts';
import type { Speaker } from './speaker.ts';
import type { StopMemory } from './stop-memory.ts';

/** Why everything ends, and the amplifier is let go without holding. */
export type Silenced = Extract<EndReason, 'shutdown' | 'switch'>;

export interface FloorParts {
  readonly book: SessionBook;
  readonly speaker: Speaker;
  readonly tuning: Pick<Tuning, 'issuerOrder'>;
  readonly stops: StopMemory;
  /** The session has ended, and is held no longer. */
  readonly concluded: (session: Session, why: EndReason, nowUs: MonoUs) => void;
  readonly clock: ClockReading;
  readonly nowUs: MonoUs;
}

export class Floor {
  readonly #parts: FloorParts;
  #settledUs: MonoUs;
  #clock: ClockReading;
  #silentUntil: UtcUs | undefined;

  constructor(parts: FloorParts) {
    this.#parts = parts;
    this.#settledUs = parts.nowUs;
    this.#clock = parts.clock;
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
    this.#clock = clock;
    for (const session of this.#parts.book.all) session.follow(clock);
  }

  /** Nobody has the speaker, and nobody waits for it. */
  get isFree(): boolean {
    return this.#parts.book.isEmpty && this.#parts.speaker.owner === undefined;
  }

  /** Until then no bulletin but an emergency has the speaker. */
  silence(untilAt: UtcUs | undefined): void {
    this.#silentUntil = untilAt;
  }

  /** What is held, or of that the announcement `id`: those that `path` may overrule, and those that it may not. */
  stoppable(path: string, id?: string): Record<'mine' | 'others', readonly string[]> {
    const held = [...this.#parts.book.all].filter(
      ({ ending, announcement }) =>
        ending === undefined && (id === undefined || id === announcement.id),
    );
    const idsWhere = (isMine: boolean): readonly string[] =>
      held
        .filter((session) => mayOverrule(path, session.path) === isMine)
        .map(({ announcement }) => announcement.id);
    return { mine: idsWhere(true), others: idsWhere(false) };
  }

  /** Ends these for good, on the air or not, or not heard of yet. What is announced under another id is heard. */
  stop(ids: readonly string[], by: string, path: string): void {
    const { book, stops } = this.#parts;
    for (const id of ids) book.find(id)?.end('stopped', by);
    stops.remember(ids, path);
  }

  settle(silenced: Silenced | undefined, nowUs: MonoUs): void {
    const { book, speaker, tuning, concluded } = this.#parts;
    this.#settledUs = nowUs;
    for (const session of book.all) {
      session.advance(nowUs, session === speaker.owner);
      if (silenced !== undefined) session.end(silenced);
    }
    if (silenced === 'switch') this.#rememberSilenced();
    const dueFromUs = (session: Session) => this.#dueFromUs(session);
    const rules = { order: tuning.issuerOrder, dueFromUs };
    const wanted = chooseOwner(book.all, speaker.owner, rules, nowUs);
    if (wanted !== undefined && wanted !== speaker.owner) endInterruptedTest(speaker.owner);
    const heir = book.hasSeveral ? this.#heirOf(wanted, rules, nowUs) : undefined;
    const nextFromUs = nextDueUs(book.all, dueFromUs, nowUs);
    speaker.settle({ wanted, heir, nextFromUs, isHurried: silenced !== undefined }, nowUs);
    for (const session of book.all) {
      if (session.ending === undefined || session === speaker.owner) continue;
      book.forget(session);
      concluded(session, session.ending, nowUs);
    }
  }

  #heirOf(wanted: Session | undefined, rules: Rules, nowUs: MonoUs): Session | undefined {
    const others = [...this.#parts.book.all].filter((session) => session !== wanted);
    return chooseOwner(others, undefined, rules, nowUs);
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

  #dueFromUs(session: Session): MonoUs {
    const { class: bulletinClass } = session.announcement;
    const silentUs = silentUntilUs(bulletinClass, this.#silentUntil, this.#clock);
    return monoUs(Math.max(this.#parts.speaker.wantedFromUs(session), silentUs));
  }

  #wakeFor(session: Session): number {
    const overUs = Math.min(session.leaseUntilUs, session.overAtUs);
    const dueUs = this.#dueFromUs(session);
    // Once it is due, it has the speaker, or waits for it or for a bundle, but not for time.
    return dueUs <= this.#settledUs ? overUs : Math.min(overUs, dueUs);
  }
}

/** A test that was cut short proves nothing, and must not come back unmarked after what was in earnest. */
const endInterruptedTest = (owner: Session | undefined): void => {
  if (owner?.announcement.kind === 'test' && owner.hasSounded) owner.end('displaced');
};
