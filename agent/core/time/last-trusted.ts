/**
 * The last time that this box trusted, over power cuts too: all that it is sure of when it starts without knowing the time. It is
 * worth a write of its own once an hour at most; with any other write it goes along.
 */
import { NEVER, after, utcUs, type MonoUs, type UtcUs } from '../vocabulary.ts';
import { utcOf, type ClockReading } from './clock-reading.ts';

const STORE_EVERY_US = 3_600e6;

export class LastTrusted {
  #at: UtcUs | undefined;
  #storedAt: UtcUs | undefined;
  /** When it was noted, on the box's own clock; NEVER while the time is not known. */
  #notedUs: MonoUs = NEVER;

  constructor(stored: UtcUs | undefined) {
    this.#at = stored;
    this.#storedAt = stored;
  }

  /** Undefined where there never was one. */
  get at(): UtcUs | undefined {
    return this.#at;
  }

  /** When it is worth a write; NEVER while the time is not known. */
  get storeDueUs(): MonoUs {
    if (this.#at === undefined || this.#storedAt === undefined) return this.#notedUs;
    const passedUs = this.#at - this.#storedAt;
    const isFar = Math.abs(passedUs) >= STORE_EVERY_US;
    return isFar ? this.#notedUs : after(this.#notedUs, STORE_EVERY_US - passedUs);
  }

  /**
   * It follows a clock that was set back, too: a server that once gave a wrong year must not deafen the box for ever. But one that
   * nobody vouches for is no reason to forget how late it is.
   */
  note(clock: ClockReading, nowUs: MonoUs): void {
    this.#notedUs = clock.trusted ? nowUs : NEVER;
    if (!clock.trusted) return;
    const nowAt = utcOf(clock, nowUs);
    const isBack = this.#at !== undefined && nowAt < this.#at;
    if (!(isBack && clock.isAdrift === true)) this.#at = nowAt;
  }

  /** What is written along with whatever is written now. */
  stored(): { readonly lastTrustedAt?: UtcUs } {
    this.#storedAt = this.#at;
    return this.#at === undefined
      ? {}
      : { lastTrustedAt: utcUs(Math.max(0, Math.floor(this.#at))) };
  }
}
