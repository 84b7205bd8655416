/**
 * The faults of the box: which stand, since when, and how often each has come. Says each in the log when it comes, seldom while it
 * lasts, and when it is over. It knows nothing of what a fault means or what is done about it.
 */
import type { LogFields } from '../effect.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { FaultCode } from '../fault.ts';
import { LIMITS } from '../limits.ts';
import { US_PER_S, type MonoUs } from '../vocabulary.ts';
import type { FaultReport } from '../wire/report.ts';

interface Entry {
  /** Undefined while it does not stand. */
  sinceUs: MonoUs | undefined;
  loggedUs: MonoUs;
  times: number;
}

export class FaultLedger {
  readonly #effects: EffectQueue;
  /** Bounded by the registry of codes. */
  readonly #entries = new Map<FaultCode, Entry>();

  constructor(effects: EffectQueue) {
    this.#effects = effects;
  }

  /** It was seen now; answers whether it has just come. `fields` say where and why, for the log. */
  raise(code: FaultCode, fields: LogFields, nowUs: MonoUs): boolean {
    const entry = this.#entries.get(code) ?? { sinceUs: undefined, loggedUs: nowUs, times: 0 };
    this.#entries.set(code, entry);
    const isNew = entry.sinceUs === undefined;
    entry.sinceUs ??= nowUs;
    entry.times += 1;
    if (isNew || nowUs - entry.loggedUs >= LIMITS.faultLogEveryUs) {
      entry.loggedUs = nowUs;
      this.#effects.log('error', code, { ...fields, times: entry.times });
    }
    return isNew;
  }

  /** It is not so any more; answers whether it was. */
  clear(code: FaultCode, nowUs: MonoUs): boolean {
    const entry = this.#entries.get(code);
    if (entry?.sinceUs === undefined) return false;
    const lastedS = Math.round((nowUs - entry.sinceUs) / US_PER_S);
    entry.sinceUs = undefined;
    this.#effects.log('info', 'fault.over', { code, lastedS });
    return true;
  }

  stands(code: FaultCode): boolean {
    return this.#entries.get(code)?.sinceUs !== undefined;
  }

  get hasAny(): boolean {
    return [...this.#entries.values()].some(({ sinceUs }) => sinceUs !== undefined);
  }

  /** Those that stand. */
  reportAt(nowUs: MonoUs): FaultReport[] {
    return [...this.#entries].flatMap(([code, { sinceUs, times }]) =>
      sinceUs === undefined
        ? []
        : [{ code, forS: Math.round((nowUs - sinceUs) / US_PER_S), times }],
    );
  }
}
