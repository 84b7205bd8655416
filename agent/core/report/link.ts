/**
 * When to connect, and under which session number. Backs off with jitter, so that a village does not fall upon a broker
 * that has just come back. It does not know what is said over the link.
 */
import { NEVER, US_PER_S, after, type MonoUs } from '../vocabulary.ts';

const BACKOFF_US_MIN = US_PER_S;
const BACKOFF_US_MAX = 60 * US_PER_S;
/** A link that lasted this long was a good one: the next back-off begins small again. */
const GOOD_AFTER_US = 30 * US_PER_S;

export type LinkState = 'down' | 'connecting' | 'up';

export class Link {
  readonly #random: () => number;
  #state: LinkState = 'down';
  #session: number;
  #retryAtUs: MonoUs;
  #upSinceUs: MonoUs = NEVER;
  #changedAtUs: MonoUs;
  #failures = 0;

  /** `session` is the last number used; `random` answers 0 ≤ x < 1. */
  constructor(session: number, random: () => number, nowUs: MonoUs) {
    this.#session = session;
    this.#random = random;
    this.#retryAtUs = nowUs;
    this.#changedAtUs = nowUs;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Number of the session that is up or was tried last. Rises for ever. */
  get session(): number {
    return this.#session;
  }

  /** Since when it has been up, or has not been. */
  get changedAtUs(): MonoUs {
    return this.#changedAtUs;
  }

  get nextWakeUs(): MonoUs {
    return this.#state === 'down' ? this.#retryAtUs : NEVER;
  }

  /** True when a connection under the next session number is to be opened now. */
  connect(nowUs: MonoUs): boolean {
    if (this.#state !== 'down' || nowUs < this.#retryAtUs) return false;
    this.#state = 'connecting';
    this.#session += 1;
    return true;
  }

  up(session: number, nowUs: MonoUs): boolean {
    if (session !== this.#session || this.#state !== 'connecting') return false;
    this.#state = 'up';
    this.#upSinceUs = nowUs;
    this.#changedAtUs = nowUs;
    return true;
  }

  /** Answers in how many µs it is tried again, or undefined where this is news of an older session. */
  down(session: number, nowUs: MonoUs): number | undefined {
    if (session !== this.#session || this.#state === 'down') return undefined;
    if (this.#state === 'up' && nowUs - this.#upSinceUs >= GOOD_AFTER_US) this.#failures = 0;
    if (this.#state === 'up') this.#changedAtUs = nowUs;
    this.#state = 'down';
    const ceilingUs = Math.min(BACKOFF_US_MAX, BACKOFF_US_MIN * 2 ** this.#failures);
    const waitUs = ceilingUs * (0.5 + 0.5 * this.#random());
    this.#failures = Math.min(this.#failures + 1, 16);
    this.#retryAtUs = after(nowUs, waitUs);
    return waitUs;
  }
}
