/**
 * Commands to this box (PROTOCOL §9): each is done once and answered as often as it comes, each refusal too where it is safe to answer. What
 * was not believed gets no answer, only a count. It knows no topic and no key.
 */
import type { Effect } from '../effect.ts';
import { LIMITS } from '../limits.ts';
import type { RefusalCode } from '../refusal.ts';
import { allows } from '../trust/chain.ts';
import type { BelievedOrder } from '../trust/order-belief.ts';
import { pathText } from '../trust/overrule.ts';
import { heardFrom, replayRefusal } from '../trust/replay-guard.ts';
import { timeRefusal, type Moment } from '../trust/standing.ts';
import type { MonoUs, UtcUs } from '../vocabulary.ts';
import { decodeDeed, type Command, type Deed } from '../wire/orders/command.ts';
import type { ReplyReport, ReplyResult } from '../wire/orders/remote-report.ts';
import type { OrderRate } from './order-rate.ts';
import type { DoneCommand, StoredRemote } from './stored-remote.ts';

/** What becomes of a command that is sound: done, begun, or impossible. */
export type Outcome =
  | { readonly ok: true; readonly status: 'started' | 'done'; readonly result: ReplyResult }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail?: string };

export interface CommandsParts {
  readonly boxId: string;
  readonly stored: () => StoredRemote;
  /** Makes it durable before anything after it is done. */
  readonly keep: (change: Partial<StoredRemote>) => void;
  /** What the deed comes to, and how to do it: called once the outcome is durable. */
  readonly plan: (deed: Deed, by: string, moment: Moment) => Plan;
  readonly reply: (payload: string) => void;
  readonly emit: (effect: Effect) => void;
  readonly rate: OrderRate;
}

export interface Plan {
  readonly outcome: Outcome;
  readonly act?: () => void;
  /** It ends what is heard: never too much. */
  readonly isUrgent?: true;
  /** Asked of the shell under the command's id; the outcome is `started` until it answers. */
  readonly ask?: (id: string) => Effect;
}

export class Commands {
  readonly #parts: CommandsParts;
  /** Begun, and not yet answered for good: one at a time. */
  #pending: { readonly id: string; readonly by: string } | undefined;

  constructor(parts: CommandsParts) {
    this.#parts = parts;
  }

  /** Answers by which code it is to be counted where it is worth no answer. */
  hear(order: BelievedOrder<Command>, moment: Moment, nowUs: MonoUs): RefusalCode | undefined {
    const { speaker, message } = order;
    const { stored, rate, reply } = this.#parts;
    const known = stored().done.find(({ id, by }) => id === message.id && by === speaker);
    if (known !== undefined) {
      if (!rate.repeats(nowUs)) return 'trust.replayed';
      return this.#again(known, moment.nowAt);
    }
    const stale =
      replayRefusal(stored().heard, speaker, message, moment) ?? timeRefusal(message, moment);
    if (stale !== undefined) return stale;
    const plan = this.#planOf(order, moment);
    if (plan.isUrgent !== true && !rate.takes(speaker, nowUs)) {
      const tooMany = { ok: false, code: 'order.flood' } as const;
      // Neither kept nor done: it costs the disk nothing, and may be said again.
      if (rate.repeats(nowUs)) reply(this.#replyText(message.id, tooMany, moment.nowAt));
      return tooMany.code;
    }
    const heard = heardFrom(stored().heard, speaker, message, moment);
    this.#conclude(message.id, speaker, plan.outcome, moment.nowAt, { heard });
    plan.act?.();
    if (plan.ask === undefined) return undefined;
    this.#pending = { id: message.id, by: speaker };
    this.#parts.emit(plan.ask(message.id));
    return undefined;
  }

  /** What a command of somebody who is owed an answer comes to. */
  #planOf({ payload, mandate, chain }: BelievedOrder<Command>, moment: Moment): Plan {
    if (!allows(mandate, 'command')) return refusal('mandate.right', 'command');
    const deed = decodeDeed(payload);
    if (!deed.ok) return refusal(deed.code, deed.detail);
    const plan = this.#parts.plan(deed.value, pathText(chain), moment);
    const isBusy = plan.ask !== undefined && this.#pending !== undefined;
    return isBusy ? refusal('command.busy') : plan;
  }

  /** What was begun is over. */
  finish(id: string, outcome: Outcome, nowAt: UtcUs): void {
    const pending = this.#pending;
    if (pending?.id !== id) return;
    this.#pending = undefined;
    this.#conclude(id, pending.by, outcome, nowAt, {});
  }

  #again({ id, reply }: DoneCommand, nowAt: UtcUs): undefined {
    const forgotten = (): string =>
      this.#replyText(id, { ok: false, code: 'command.forgotten' }, nowAt);
    this.#parts.reply(reply ?? forgotten());
    return undefined;
  }

  /** Durable first: whatever comes after, the same id is never done again. */
  #conclude(
    id: string,
    by: string,
    outcome: Outcome,
    nowAt: UtcUs,
    change: Partial<StoredRemote>,
  ): void {
    const { stored, keep, reply } = this.#parts;
    const text = this.#replyText(id, outcome, nowAt);
    const isShort = text.length <= LIMITS.replyCharsKept;
    const done = { id, by, ...(isShort && { reply: text }) };
    const others = stored().done.filter((one) => one.id !== id || one.by !== by);
    keep({ ...change, done: [...others, done].slice(-LIMITS.commandsRemembered) });
    reply(text);
  }

  #replyText(id: string, outcome: Outcome, nowAt: UtcUs): string {
    const report: ReplyReport = {
      box: this.#parts.boxId,
      id,
      atUs: Math.round(nowAt),
      ...outcome,
    };
    return JSON.stringify(report);
  }
}

const refusal = (code: RefusalCode, detail?: string): Plan => ({
  outcome: { ok: false, code, ...(detail !== undefined && { detail }) },
});
