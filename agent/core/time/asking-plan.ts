/**
 * When the time server is asked: in bursts of eight questions, at first one burst after the other, then as seldom as is good
 * enough; less and less where nothing answers, and never more often than the server wants. It knows no offsets.
 */
import { US_PER_MS, US_PER_S, after, monoUs, type MonoUs } from '../vocabulary.ts';

export const BURST_QUESTIONS = 8;
/** Close enough that the clock stands still meanwhile, and so far apart that one queue is not measured eight times. */
const QUESTION_EVERY_US = 200 * US_PER_MS;
/** The first burst is for a box that wants to speak. */
const FIRST_QUESTION_EVERY_US = 100 * US_PER_MS;
/** What takes longer says nothing. */
const ANSWER_WITHIN_US = US_PER_S;

/** From burst to burst at the start and after a surprise, a twentieth longer each time. */
const EAGER_US = US_PER_S;
const EAGER_GROWTH = 1.05;
export const STEADY_US = 10 * US_PER_S;
export const IDLE_US = 64 * US_PER_S;
const SILENT_US_MAX = 64 * US_PER_S;
const RATE_US_MAX = 1_024 * US_PER_S;
const DENIED_US = 3_600 * US_PER_S;
/** After so long without a kiss a server that answers is asked twice as often: what was wanted once is not wanted for ten years. */
const FORGIVEN_US = 86_400 * US_PER_S;

export class AskingPlan {
  readonly #random: () => number;
  /** Begin of the next burst, or the next question of this one. */
  #nextUs: MonoUs;
  /** Questions of this burst that are still to be asked; undefined between bursts. */
  #left: number | undefined;
  #unanswered = 0;
  #isCut = false;
  #askedAtUs: MonoUs;
  #questionEveryUs = FIRST_QUESTION_EVERY_US;
  #eagerUs = EAGER_US;
  /** What the server asked for. */
  #leastUs = 0;
  #isKissed = false;
  /** When it last asked for that, or was last asked more often. */
  #kissedUs: MonoUs;
  #silentBursts = 0;

  /** `random` answers 0 ≤ x < 1. */
  constructor(random: () => number, nowUs: MonoUs) {
    this.#random = random;
    this.#nextUs = nowUs;
    this.#askedAtUs = nowUs;
    this.#kissedUs = nowUs;
  }

  /** Bursts in a row that nobody answered. */
  get silentBursts(): number {
    return this.#silentBursts;
  }

  get nextWakeUs(): MonoUs {
    if (this.#left === undefined || (this.#left > 0 && !this.#isCut)) return this.#nextUs;
    return this.#isSettled ? this.#askedAtUs : after(this.#askedAtUs, ANSWER_WITHIN_US);
  }

  /** True when a question is to be asked now. */
  ask(nowUs: MonoUs): boolean {
    if (nowUs < this.#nextUs || this.#isCut) return false;
    if (this.#left === undefined) {
      this.#left = BURST_QUESTIONS;
      this.#unanswered = 0;
    }
    if (this.#left === 0) return false;
    this.#left -= 1;
    this.#unanswered += 1;
    this.#askedAtUs = nowUs;
    this.#nextUs = after(nowUs, this.#jittered(this.#questionEveryUs));
    return true;
  }

  /** One question has its answer, be it a refused one. */
  answered(): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
  }

  /** No more of this burst: it cannot be sent, or is not wanted. */
  cut(): void {
    if (this.#left !== undefined) this.#isCut = true;
  }

  /** True once for each burst: all is answered, or waited for long enough. */
  conclude(nowUs: MonoUs): boolean {
    if (this.#left === undefined || (this.#left > 0 && !this.#isCut)) return false;
    if (!this.#isSettled && nowUs < after(this.#askedAtUs, ANSWER_WITHIN_US)) return false;
    this.#left = undefined;
    this.#isCut = false;
    return true;
  }

  /** The burst gave something: the next comes in `restUs`, sooner while everything is new. */
  rest(restUs: number, nowUs: MonoUs): void {
    this.#silentBursts = 0;
    this.#questionEveryUs = QUESTION_EVERY_US;
    this.#forgive(nowUs);
    this.#waitFor(Math.min(restUs, this.#eagerUs), nowUs);
    this.#eagerUs = Math.min(
      IDLE_US,
      this.#eagerUs * (this.#eagerUs < STEADY_US ? EAGER_GROWTH : 2),
    );
  }

  /** Nothing came of it. Answers in how many µs it is tried again. */
  restInSilence(nowUs: MonoUs): number {
    const waitUs = Math.min(SILENT_US_MAX, EAGER_US * 2 ** this.#silentBursts);
    this.#silentBursts = Math.min(this.#silentBursts + 1, 16);
    return this.#waitFor(waitUs, nowUs);
  }

  /** All is new again: bursts follow each other closely for a while. */
  beEager(): void {
    this.#eagerUs = EAGER_US;
  }

  /** Nothing is new any more: from here on bursts follow each other as after three minutes. */
  beCalm(): void {
    this.#eagerUs = Math.max(this.#eagerUs, STEADY_US);
  }

  /** A burst now, unless one is under way or the server does not want it. */
  hurry(nowUs: MonoUs): void {
    if (this.#left !== undefined || this.#leastUs > STEADY_US) return;
    this.#nextUs = monoUs(Math.min(this.#nextUs, nowUs));
  }

  /** RFC 5905 §7.4: asked for fewer questions, each time. */
  slowDown(): void {
    this.#leastUs = Math.min(RATE_US_MAX, Math.max(STEADY_US, this.#leastUs) * 2);
    this.#isKissed = true;
    this.cut();
  }

  /** Not wanted at all: it may have been a mistake of whoever keeps the server. */
  giveUp(): void {
    this.#leastUs = DENIED_US;
    this.#isKissed = true;
    this.cut();
  }

  get #isSettled(): boolean {
    return this.#unanswered === 0 || this.#isCut;
  }

  /** A server that has answered for a day, and asked for nothing. */
  #forgive(nowUs: MonoUs): void {
    if (this.#isKissed || this.#leastUs === 0 || nowUs - this.#kissedUs < FORGIVEN_US) return;
    this.#leastUs = this.#leastUs > STEADY_US ? this.#leastUs / 2 : 0;
    this.#kissedUs = nowUs;
  }

  #waitFor(waitUs: number, nowUs: MonoUs): number {
    if (this.#isKissed) this.#kissedUs = nowUs;
    this.#isKissed = false;
    const jitteredUs = this.#jittered(Math.max(waitUs, this.#leastUs));
    this.#nextUs = after(nowUs, jitteredUs);
    return jitteredUs;
  }

  /** Boxes of a village that began together shall not go on together. */
  #jittered(us: number): number {
    return us * (0.85 + 0.3 * this.#random());
  }
}
