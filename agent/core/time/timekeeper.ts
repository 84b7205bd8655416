/**
 * Keeps the box's belief of UTC by asking one time server: what to make of the answers, and how far to trust what came of
 * it. It sends nothing itself: it asks for that by effects, and is told of answers.
 *
 *     unsynced ──a burst──▶ coarse ──3σ ≤ 1 ms──▶ locked
 *        ▲                   ▲ ▲──── 3σ > 2 ms ─────┘ │
 *        │                   └─a burst─ holdover ◀────┴── three bursts without an answer
 *        └────────── 3σ > 250 ms ──────────┘
 */
import { assertNever } from '../assert.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import { LIMITS } from '../limits.ts';
import type { TimeServerConfig } from '../receiver-config.ts';
import { REFUSALS, type RefusalCode } from '../refusal.ts';
import { US_PER_MS, US_PER_S, after, type MonoUs } from '../vocabulary.ts';
import { decodeNtpAnswer, originOf } from '../wire/ntp-packet.ts';
import type { SyncReport, SyncState } from '../wire/report.ts';
import { AskingPlan, IDLE_US, STEADY_US } from './asking-plan.ts';
import { ClockFilter } from './clock-filter.ts';
import type { ClockReading } from './clock-reading.ts';
import { exchangeOf, resultOf, roundTripUs, type BurstResult, type Exchange } from './exchange.ts';
import { PathDelay } from './path-delay.ts';
import { ADRIFT_US, ServerTruth } from './server-truth.ts';

/** Neighbours that are both this sure of the same server are in step. */
const LOCKED_US = US_PER_MS;
const UNLOCKED_US = 2 * US_PER_MS;
/** No better than what arrival alone tells. */
const LOST_US = 250 * US_PER_MS;
const SILENT_BURSTS_MAX = 3;
/** Messages are judged in seconds. */
const TRUSTED_US = US_PER_S;
/** A drift that is this sure is worth keeping over a power cut. */
const DRIFT_SURE_PPM = 0.5;
/** Neighbours that are both so sure for the next rest, by three sigma, gain nothing by asking sooner: a LAN after some bursts. */
const CALM_US = 60;
const SILENCE_LOG_EVERY_US = 3_600 * US_PER_S;

export type TimeInput = Extract<Input, { on: 'time-asked' | 'time-answer' | 'time-failed' }>;

export interface TimekeeperParts {
  readonly server: TimeServerConfig;
  /** Drift of before a power cut, in parts of 10⁹. */
  readonly driftPpb: number | undefined;
  readonly effects: EffectQueue;
  readonly refuse: (code: RefusalCode, nowUs: MonoUs, detail?: string) => void;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly nowUs: MonoUs;
}

export class Timekeeper {
  readonly #parts: TimekeeperParts;
  readonly #plan: AskingPlan;
  readonly #filter: ClockFilter;
  readonly #path = new PathDelay();
  /** When each question went out, by its nonce, until it is answered; the oldest falls out. */
  readonly #asked = new Map<bigint, MonoUs>();
  #exchanges: Exchange[] = [];
  /** Questions older than this are of an earlier burst. */
  #burstFromUs: MonoUs;
  #bursts = 0;
  #reading: ClockReading | undefined;
  #state: SyncState = 'unsynced';
  readonly #truth = new ServerTruth();
  #isBusy = false;
  #failure: string | undefined;
  #silenceLoggedUs = -Infinity;
  #driftPpb: number | undefined;

  constructor(parts: TimekeeperParts) {
    const { driftPpb, random, nowUs } = parts;
    this.#parts = parts;
    this.#plan = new AskingPlan(random, nowUs);
    this.#filter = new ClockFilter(driftPpb === undefined ? undefined : driftPpb / 1_000);
    this.#burstFromUs = nowUs;
    this.#driftPpb = driftPpb;
  }

  get nextWakeUs(): MonoUs {
    return this.#plan.nextWakeUs;
  }

  /** What the box's clock loses, in parts of 10⁹: the last that was sure, be it of before a power cut. */
  get driftPpb(): number | undefined {
    return this.#driftPpb;
  }

  /** As of the last burst, answered or not; undefined before the first answer. */
  get reading(): ClockReading | undefined {
    return this.#reading;
  }

  /** Bound of the error of the belief. What cannot be seen is added whole: unequal ways, and how far the server may be off. */
  errorUsAt(nowUs: MonoUs): number | undefined {
    const ownUs = this.#ownErrorUsAt(nowUs);
    return ownUs === undefined ? undefined : ownUs + this.#truth.errorUs;
  }

  /** Against the server's time, which neighbours share whatever it is worth. */
  #ownErrorUsAt(nowUs: MonoUs): number | undefined {
    if (this.#filter.asOfUs === undefined) return undefined;
    return 3 * this.#sigmaUsAt(nowUs) + this.#path.leastUs / 2;
  }

  reportAt(nowUs: MonoUs): SyncReport {
    const { asOfUs, offsetUs, driftPpm } = this.#filter;
    const isSet = asOfUs !== undefined;
    return {
      server: this.#parts.server.name,
      state: this.#state,
      adrift: this.#truth.isAdrift,
      sigmaUs: isSet ? this.#sigmaUsAt(nowUs) : null,
      offsetUs: isSet ? offsetUs + (driftPpm * (nowUs - asOfUs)) / US_PER_S : null,
      driftPpm: isSet ? driftPpm : null,
      roundTripUs: isSet ? this.#path.leastUs : null,
      ageS: isSet ? Math.max(0, (nowUs - asOfUs) / US_PER_S) : null,
    };
  }

  take(input: TimeInput, nowUs: MonoUs): void {
    switch (input.on) {
      case 'time-asked':
        this.#asked.set(input.nonce, input.sentUs);
        for (const nonce of this.#asked.keys()) {
          if (this.#asked.size > LIMITS.timeQuestionsMax) this.#asked.delete(nonce);
        }
        return;
      case 'time-answer':
        return this.#takeAnswer(input.bytes, input.receivedUs, nowUs);
      case 'time-failed':
        this.#failure = input.reason;
        return this.#plan.cut();
      default:
        return assertNever(input);
    }
  }

  /** Moves on with time. `isBusy`: something is being played, or will be. */
  settle(isBusy: boolean, nowUs: MonoUs): void {
    if (isBusy && !this.#isBusy) this.#plan.hurry(nowUs);
    this.#isBusy = isBusy;
    if (this.#plan.conclude(nowUs)) {
      this.#conclude(nowUs);
      this.#reading = this.#readingAt(nowUs);
    }
    if (this.#plan.ask(nowUs)) this.#parts.effects.push({ do: 'ask-time' });
  }

  /** The network is there (again): what was silence may be over. */
  hurry(nowUs: MonoUs): void {
    if (this.#plan.silentBursts > 0) this.#plan.hurry(nowUs);
  }

  #readingAt(nowUs: MonoUs): ClockReading | undefined {
    const { asOfUs, offsetUs, driftPpm } = this.#filter;
    const ownUs = this.#ownErrorUsAt(nowUs);
    if (asOfUs === undefined || ownUs === undefined) return undefined;
    const errorUs = ownUs + this.#truth.errorUs;
    return {
      utcMinusMonoUs: offsetUs,
      errorUs,
      trusted: ownUs <= TRUSTED_US,
      ...((this.#truth.isAdrift || errorUs > ADRIFT_US) && { isAdrift: true }),
      drift: { ppm: driftPpm, asOfUs },
    };
  }

  #takeAnswer(bytes: Uint8Array, receivedUs: MonoUs, nowUs: MonoUs): void {
    const { refuse } = this.#parts;
    const answer = decodeNtpAnswer(bytes, (nonce) => this.#asked.has(nonce));
    const nonce = originOf(bytes) ?? 0n;
    const sentUs = this.#asked.get(nonce);
    if (!answer.ok && sentUs === undefined) return refuse(answer.code, nowUs, answer.detail);
    if (sentUs === undefined) throw new Error('an answer was accepted that nobody waits for');
    this.#asked.delete(nonce);
    if (sentUs < this.#burstFromUs) return;
    this.#plan.answered();
    if (!answer.ok) {
      if (answer.code === 'time.kiss-rate') this.#plan.slowDown();
      if (answer.code === 'time.kiss-deny') this.#plan.giveUp();
      this.#failure = `it gives no time: ${REFUSALS[answer.code]}`;
      return refuse(answer.code, nowUs, answer.detail);
    }
    const exchange = exchangeOf(sentUs, receivedUs, answer.value);
    if (roundTripUs(exchange) < 0) return refuse('time.round-trip', nowUs);
    this.#exchanges.push(exchange);
  }

  #conclude(nowUs: MonoUs): void {
    const exchanges = this.#exchanges;
    this.#exchanges = [];
    this.#burstFromUs = nowUs;
    const result = resultOf(exchanges, this.#filter.driftPpm);
    if (result === undefined) return this.#concludeSilence(nowUs);
    this.#failure = undefined;
    this.#silenceLoggedUs = -Infinity;
    this.#bursts += 1;
    const { atUs, offsetUs, spanUs } = result;
    const sigmaUs = this.#path.take(exchanges.map(roundTripUs), result.roundTripUs, atUs);
    const beforeUs = this.#filter.offsetUs;
    const boundUs = result.roundTripUs / 2;
    const taken = this.#filter.take({ atUs, offsetUs, sigmaUs, boundUs, spanUs });
    const byUs = taken === 'stepped' ? this.#filter.offsetUs - beforeUs : 0;
    this.#learnTruth(result, byUs);
    if (taken === 'stepped') {
      const byMs = Math.round(byUs) / US_PER_MS;
      this.#parts.effects.log('warn', 'time.stepped', { server: this.#parts.server.name, byMs });
    }
    if (taken !== 'taken' || this.#state === 'holdover') this.#plan.beEager();
    else if (this.#isSureFor(STEADY_US, CALM_US, nowUs)) this.#plan.beCalm();
    this.#plan.rest(this.#restUs(nowUs), nowUs);
    this.#moveTo(this.#stateAt(nowUs), nowUs);
    if (this.#state === 'locked' && this.#filter.driftSigmaPpm <= DRIFT_SURE_PPM) {
      this.#driftPpb = Math.round(this.#filter.driftPpm * 1_000);
    }
  }

  #learnTruth(result: BurstResult, steppedByUs: number): void {
    const wasAdrift = this.#truth.isAdrift;
    this.#truth.hear(result, steppedByUs);
    const { isAdrift } = this.#truth;
    if (isAdrift === wasAdrift) return;
    const server = this.#parts.server.name;
    if (isAdrift) this.#parts.effects.log('warn', 'time.adrift', { server });
    else this.#parts.effects.log('info', 'time.vouched', { server });
  }

  #concludeSilence(nowUs: MonoUs): void {
    const retryInUs = this.#plan.restInSilence(nowUs);
    if (this.#state !== 'unsynced' && this.#plan.silentBursts >= SILENT_BURSTS_MAX) {
      const isLost = 3 * this.#filter.sigmaUsAt(nowUs) > LOST_US;
      this.#moveTo(isLost ? 'unsynced' : 'holdover', nowUs);
    }
    if (nowUs - this.#silenceLoggedUs < SILENCE_LOG_EVERY_US) return;
    this.#silenceLoggedUs = nowUs;
    this.#parts.effects.log('warn', 'time.silent', {
      server: this.#parts.server.name,
      reason: this.#failure ?? 'no answer: is it a time server, and may this box ask it?',
      retryInMs: Math.round(retryInUs / US_PER_MS),
    });
  }

  /** As seldom as leaves the box as sure as it is asked to be, while nobody is listening. */
  #restUs(nowUs: MonoUs): number {
    const { precisionUs } = this.#parts.server;
    let restUs = STEADY_US;
    while (!this.#isBusy && restUs < IDLE_US && this.#isSureFor(restUs * 2, precisionUs, nowUs))
      restUs *= 2;
    return Math.min(restUs, IDLE_US);
  }

  /** Three sigma stay within `withinUs` for so long. */
  #isSureFor(spanUs: number, withinUs: number, nowUs: MonoUs): boolean {
    return 3 * this.#filter.sigmaUsAt(after(nowUs, spanUs)) <= withinUs;
  }

  #stateAt(nowUs: MonoUs): SyncState {
    const sigmasUs = 3 * this.#filter.sigmaUsAt(nowUs);
    const mostUs = this.#state === 'locked' ? UNLOCKED_US : LOCKED_US;
    return sigmasUs <= mostUs && this.#bursts > 1 ? 'locked' : 'coarse';
  }

  #moveTo(state: SyncState, nowUs: MonoUs): void {
    if (state === this.#state) return;
    const from = this.#state;
    this.#state = state;
    this.#parts.effects.log(
      state === 'holdover' || state === 'unsynced' ? 'warn' : 'info',
      'time',
      {
        state,
        from,
        server: this.#parts.server.name,
        errorMs: Math.round(this.errorUsAt(nowUs) ?? Infinity) / US_PER_MS,
      },
    );
  }

  /** Deviation of the belief: by chance, and by queues that are always on the same way. */
  #sigmaUsAt(nowUs: MonoUs): number {
    return Math.hypot(this.#filter.sigmaUsAt(nowUs), this.#path.biasSigmaUs);
  }
}
