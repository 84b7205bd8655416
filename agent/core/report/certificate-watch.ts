/**
 * Looks to the end of the certificate by which the broker knows this box: a fault while it is near, and another once it is past.
 * Judged only where the time is trusted: a box without the time would cry on every start.
 */
import { LIMITS } from '../limits.ts';
import { utcOf, type ClockReading } from '../time/clock-reading.ts';
import { NEVER, US_PER_DAY, after, type MonoUs, type UtcUs } from '../vocabulary.ts';
import type { FaultLedger } from './fault-ledger.ts';

export class CertificateWatch {
  readonly #endsAtUs: UtcUs | undefined;
  readonly #faults: Pick<FaultLedger, 'raise' | 'clear'>;
  #lookUs: MonoUs;

  /** `endsAtUs`: absent where the box has no certificate. */
  constructor(
    endsAtUs: UtcUs | undefined,
    faults: Pick<FaultLedger, 'raise' | 'clear'>,
    nowUs: MonoUs,
  ) {
    this.#endsAtUs = endsAtUs;
    this.#faults = faults;
    this.#lookUs = endsAtUs === undefined ? NEVER : nowUs;
  }

  /** Looks once in an hour, whenever something else has woken the box. */
  settle(clock: ClockReading, nowUs: MonoUs): void {
    if (this.#endsAtUs === undefined || nowUs < this.#lookUs || !clock.trusted) return;
    this.#lookUs = after(nowUs, LIMITS.certificateLookEveryUs);
    const leftUs = this.#endsAtUs - utcOf(clock, nowUs);
    const state = leftUs <= 0 ? 'expired' : leftUs < LIMITS.certificateNoticeUs ? 'ending' : 'good';
    if (state !== 'expired') this.#faults.clear('certificate.expired', nowUs);
    if (state !== 'ending') this.#faults.clear('certificate.ending', nowUs);
    if (state === 'good') return;
    const daysLeft = Math.floor(leftUs / US_PER_DAY);
    this.#faults.raise(`certificate.${state}`, { daysLeft }, nowUs);
  }
}
