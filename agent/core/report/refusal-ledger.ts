/** Counts what was refused, by code, and says which refusal is worth a line in the log: one a code in ten seconds. */
import { LIMITS } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import type { MonoUs } from '../vocabulary.ts';

interface Entry {
  count: number;
  loggedAtUs: MonoUs;
  unlogged: number;
}

export class RefusalLedger {
  /** Bounded by the registry of codes. */
  readonly #entries = new Map<RefusalCode, Entry>();

  get counts(): Partial<Record<RefusalCode, number>> {
    return Object.fromEntries([...this.#entries].map(([code, entry]) => [code, entry.count]));
  }

  /** Counts one; answers how many of this code stand behind the line to be logged now, or undefined for no line. */
  note(code: RefusalCode, nowUs: MonoUs): number | undefined {
    const entry = this.#entries.get(code);
    if (entry === undefined) {
      this.#entries.set(code, { count: 1, loggedAtUs: nowUs, unlogged: 0 });
      return 1;
    }
    entry.count += 1;
    entry.unlogged += 1;
    if (nowUs - entry.loggedAtUs < LIMITS.refusalLogEveryUs) return undefined;
    const behind = entry.unlogged;
    entry.loggedAtUs = nowUs;
    entry.unlogged = 0;
    return behind;
  }
}
