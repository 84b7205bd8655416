/**
 * How many orders a box takes in a while: from each issuer so many at once, then one each so often; for what was said before, all together. Whoever
 * may command must not be able to wear out a disk, or drive everybody's proof out of it. It knows no order.
 */
import { LIMITS } from '../limits.ts';
import { US_PER_S, type MonoUs } from '../vocabulary.ts';

/** A technician's evening at once, then one in ten seconds: a proof of 2048 records is not filled in five hours. */
const ORDERS_AT_ONCE = 30;
const ORDER_EVERY_US = 10 * US_PER_S;
/** Of answers to what is said again: it is no use, and anybody at the broker can say it. */
const REPEATS_AT_ONCE = 30;
const REPEAT_EVERY_US = US_PER_S;

/** Has room for so many, and one more each so often. */
class Allowance {
  readonly #most: number;
  readonly #everyUs: number;
  #left: number;
  #filledUs: MonoUs;

  constructor(most: number, everyUs: number, nowUs: MonoUs) {
    this.#most = most;
    this.#everyUs = everyUs;
    this.#left = most;
    this.#filledUs = nowUs;
  }

  take(nowUs: MonoUs): boolean {
    const more = (nowUs - this.#filledUs) / this.#everyUs;
    this.#left = Math.min(this.#most, this.#left + more);
    this.#filledUs = nowUs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

export class OrderRate {
  /** By key; whoever was heard of longest ago is forgotten. */
  readonly #issuers = new Map<string, Allowance>();
  readonly #repeats: Allowance;

  constructor(nowUs: MonoUs) {
    this.#repeats = new Allowance(REPEATS_AT_ONCE, REPEAT_EVERY_US, nowUs);
  }

  /** Whether one more order of this key is taken now. */
  takes(key: string, nowUs: MonoUs): boolean {
    const allowance =
      this.#issuers.get(key) ?? new Allowance(ORDERS_AT_ONCE, ORDER_EVERY_US, nowUs);
    this.#issuers.delete(key);
    this.#issuers.set(key, allowance);
    const [oldest] = this.#issuers.keys();
    if (this.#issuers.size > LIMITS.issuersMax && oldest !== undefined)
      this.#issuers.delete(oldest);
    return allowance.take(nowUs);
  }

  /** Whether what was said before is answered once more. */
  repeats(nowUs: MonoUs): boolean {
    return this.#repeats.take(nowUs);
  }
}
