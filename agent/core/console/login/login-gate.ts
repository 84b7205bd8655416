/**
 * Who has typed a wrong PIN too often waits, ever longer, and a restart does not help him: the count is kept, and what he waits
 * for begins anew. One gate for all lines of a box. It does not know the PIN.
 */
import { US_PER_S, after, type MonoUs } from '../../vocabulary.ts';

/** Anybody may mistype. */
const FREE_FAILURES = 3;
const WAIT_S_MAX = 900;

export class LoginGate {
  #failures: number;
  #openUs: MonoUs;

  /** `failures` as they were kept. */
  constructor(failures: number, nowUs: MonoUs) {
    this.#failures = failures;
    this.#openUs = after(nowUs, waitAfterS(failures) * US_PER_S);
  }

  /** Wrong PINs in a row; to be kept. */
  get failures(): number {
    return this.#failures;
  }

  /** Seconds until the next try is let in; 0: now. */
  waitS(nowUs: MonoUs): number {
    return Math.max(0, Math.ceil((this.#openUs - nowUs) / US_PER_S));
  }

  /** Counts a try before it is judged: who cuts the power meanwhile has failed. */
  tries(nowUs: MonoUs): void {
    this.#failures += 1;
    this.#openUs = after(nowUs, waitAfterS(this.#failures) * US_PER_S);
  }

  succeeds(nowUs: MonoUs): void {
    this.#failures = 0;
    this.#openUs = nowUs;
  }
}

/** 0, 0, 2, 4, 8 … 900 seconds. */
const waitAfterS = (failures: number): number =>
  failures < FREE_FAILURES ? 0 : Math.min(WAIT_S_MAX, 2 ** (failures - FREE_FAILURES + 1));
