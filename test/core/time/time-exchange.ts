/** A time server and the way to it, for one keeper of time under a clock that only the test moves. */
import { EffectQueue } from '../../../agent/core/effect-queue.ts';
import type { LogFields } from '../../../agent/core/effect.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { Timekeeper } from '../../../agent/core/time/timekeeper.ts';
import { US_PER_S, after, monoUs, utcUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { encodeNtpAnswer } from '../../../agent/core/wire/ntp-packet.ts';

/** UTC less the box's clock. */
export const OFFSET_US = 1_795_000_000_000_000;

export interface Way {
  readonly thereUs: number;
  readonly backUs: number;
}

export class TimeExchange {
  readonly timekeeper: Timekeeper;
  readonly refusals: RefusalCode[] = [];
  readonly logged: { readonly atS: number; readonly event: string; readonly fields: LogFields }[] =
    [];
  /** When each question went out, in seconds. */
  readonly askedS: number[] = [];
  /** What the server adds to the true time. */
  serverErrorUs = 0;
  /** What the box's clock loses, in µs a second. */
  driftPpm = 0;
  isServerUp = true;
  isBusy = false;
  way: Way = { thereUs: 500, backUs: 500 };
  /** What comes of an answer on its way. */
  tamper: (answer: Uint8Array) => Uint8Array | undefined = (answer) => answer;
  /** Reason for which nothing can be sent. */
  failure: string | undefined;
  #nowUs = monoUs(0);
  #nonce = 0n;
  readonly #effects = new EffectQueue();

  constructor(options: { readonly driftPpb?: number; readonly precisionUs?: number } = {}) {
    this.timekeeper = new Timekeeper({
      server: { name: 'ntp://gateway', precisionUs: options.precisionUs ?? 500 },
      driftPpb: options.driftPpb,
      effects: this.#effects,
      refuse: (code) => {
        this.refusals.push(code);
      },
      random: () => 0.5,
      nowUs: this.#nowUs,
    });
  }

  get nowUs(): MonoUs {
    return this.#nowUs;
  }

  /** UTC less the box's clock, in truth. */
  get offsetUs(): number {
    return this.#offsetUsAt(this.#nowUs);
  }

  events(): string[] {
    return this.logged.map(({ event, fields }) =>
      event === 'time' ? `${String(fields['from'])} → ${String(fields['state'])}` : event,
    );
  }

  /** Whatever happens until `atS`. */
  until(atS: number): void {
    for (;;) {
      const wakeUs = this.timekeeper.nextWakeUs;
      if (wakeUs > atS * US_PER_S) break;
      this.#nowUs = monoUs(Math.max(this.#nowUs, wakeUs));
      this.#settle();
    }
    this.#nowUs = monoUs(atS * US_PER_S);
    this.#settle();
  }

  #settle(): void {
    this.timekeeper.settle(this.isBusy, this.#nowUs);
    for (const effect of this.#effects.drain()) {
      if (effect.do === 'log') this.logged.push({ atS: this.#nowUs / US_PER_S, ...effect });
      if (effect.do === 'ask-time') this.#ask();
    }
  }

  /** The answer is taken at once, at the instant at which it would have come. */
  #ask(): void {
    this.askedS.push(this.#nowUs / US_PER_S);
    if (this.failure !== undefined) {
      this.timekeeper.take({ on: 'time-failed', reason: this.failure }, this.#nowUs);
      return;
    }
    const nonce = ++this.#nonce;
    const sentUs = this.#nowUs;
    this.timekeeper.take({ on: 'time-asked', nonce, sentUs }, sentUs);
    if (!this.isServerUp) return;
    const atUs = after(sentUs, this.way.thereUs);
    const serverAt = utcUs(atUs + this.#offsetUsAt(atUs) + this.serverErrorUs);
    const answer = encodeNtpAnswer(
      { version: 4, nonce },
      {
        leap: 0,
        stratum: 2,
        referenceId: 'LOCL',
        precision: -20,
        rootErrorUs: 100,
        receivedAt: serverAt,
        sentAt: serverAt,
      },
    );
    const bytes = this.tamper(answer);
    const receivedUs = after(atUs, this.way.backUs);
    if (bytes !== undefined) {
      this.timekeeper.take({ on: 'time-answer', bytes, receivedUs }, this.#nowUs);
    }
  }

  #offsetUsAt(atUs: MonoUs): number {
    return OFFSET_US + (atUs * this.driftPpm) / 1e6;
  }
}
