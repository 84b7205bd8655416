/**
 * Asks again and again how the relays really stand, and compares: what is on though it was switched off, what is off though it was
 * switched on. It knows nothing of boards, and commands nothing itself.
 *
 *     commanded  |--settle--| asked ... answered |-- every second while on or wrong, every ten at rest --| asked
 */
import {
  NEVER,
  US_PER_MS,
  US_PER_S,
  after,
  monoUs,
  type MonoUs,
  type RelayName,
  type RelayReading,
} from '../vocabulary.ts';

type Wanted = Readonly<Record<RelayName, boolean>>;

/** A contact has moved this long after its command was carried out. */
const SETTLE_US = 50 * US_PER_MS;
const ASK_EVERY_US = US_PER_S;
const ASK_AT_REST_EVERY_US = 10 * US_PER_S;
/** What is asked only because time has passed is asked with whatever else wakes the box, and wakes it so much later at the latest. */
const SLACK_US = 200 * US_PER_MS;

export class RelayWatch {
  #dueUs: MonoUs;
  /** Before this a contact may still move. */
  #settledUs: MonoUs;
  #isAsked = false;
  /** Somebody waits for the next answer. */
  #isHurried = false;
  /** Commanded since it was asked: the answer may be of before. */
  #isOutdated = false;
  /** The last answer was not as wanted: what does not obey is not told again at once. */
  #isWrong = false;
  /** The last word of the device; undefined where it did not answer. */
  #reading: RelayReading | undefined;
  /** Nothing was commanded since. */
  #isCurrent = false;
  /** Answers that were not as wanted, one for each relay, since the start of the process. */
  disagreements = 0;

  constructor(nowUs: MonoUs) {
    this.#settledUs = after(nowUs, SETTLE_US);
    this.#dueUs = this.#settledUs;
  }

  get nextWakeUs(): MonoUs {
    if (this.#isAsked) return NEVER;
    const isKnown = this.#isCurrent && this.#reading !== undefined;
    const isRoutine = isKnown && !this.#isHurried && !this.#isWrong;
    return isRoutine ? after(this.#dueUs, SLACK_US) : this.#dueUs;
  }

  /** The last word of the device; undefined where it did not answer. */
  get reading(): RelayReading | undefined {
    return this.#reading;
  }

  /** Both relays were read back as they ought to be, after the last command. */
  isConfirmed(wanted: Wanted): boolean {
    const { supply, line } = this.#reading ?? {};
    return this.#isCurrent && supply === wanted.supply && line === wanted.line;
  }

  /** It was wanted sooner than it was due, and is not known yet. */
  get isHurried(): boolean {
    return this.#isHurried;
  }

  /** Somebody wants to know how they stand now; what was asked before may have been answered before. */
  hurry(nowUs: MonoUs): void {
    this.#isHurried = true;
    this.#isOutdated = this.#isAsked;
    this.#dueUs = monoUs(Math.min(this.#dueUs, Math.max(nowUs, this.#settledUs)));
  }

  commanded(nowUs: MonoUs): void {
    this.#isCurrent = false;
    this.#isOutdated = this.#isAsked;
    this.#settledUs = after(nowUs, SETTLE_US);
    this.#dueUs = this.#isWrong ? after(nowUs, ASK_EVERY_US) : this.#settledUs;
  }

  /** True once each time the device is to be asked now. */
  ask(nowUs: MonoUs): boolean {
    if (this.#isAsked || nowUs < this.#dueUs) return false;
    this.#isAsked = true;
    this.#isOutdated = false;
    return true;
  }

  /** Takes the answer; answers the relays that do not stand as wanted. */
  take(reading: RelayReading, wanted: Wanted, nowUs: MonoUs): readonly RelayName[] {
    this.#isAsked = false;
    if (this.#isOutdated) {
      this.#dueUs = after(nowUs, SETTLE_US);
      return [];
    }
    this.#isHurried = false;
    this.#reading = reading;
    this.#isCurrent = true;
    const wrong = (['line', 'supply'] as const).filter(
      (relay) => reading[relay] !== undefined && reading[relay] !== wanted[relay],
    );
    this.disagreements += wrong.length;
    this.#isWrong = wrong.length > 0;
    const isAtRest = !this.#isWrong && !wanted.supply && !wanted.line;
    this.#dueUs = after(nowUs, isAtRest ? ASK_AT_REST_EVERY_US : ASK_EVERY_US);
    return wrong;
  }

  /** The device did not answer. */
  unread(nowUs: MonoUs): void {
    this.#isAsked = false;
    this.#isHurried = false;
    this.#reading = undefined;
    this.#dueUs = after(nowUs, ASK_EVERY_US);
  }
}
