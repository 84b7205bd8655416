/**
 * `export ymodem`: hands the support bundle to the terminal program of whoever sits there. While it does, every key and byte is the
 * transfer's; no word is written into it.
 */
import { NEVER, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import type { Answer } from '../effect.ts';
import { EXPORT_PHRASES as SAYS, HANDED_OVER } from '../phrases/export-phrases.ts';
import { SESSION_PHRASES } from '../phrases/session-phrases.ts';
import type { Voice } from '../voice.ts';
import { YmodemSender } from '../ymodem/sender.ts';
import type { Activity } from './activity.ts';

const GATHERING_US = 10 * US_PER_S;
/** A terminal program shows nothing until it has cleared up behind itself; what it still sends is nothing that was typed. */
const CLEARING_UP_US = US_PER_S;
const CTRL_C = 0x03;

export interface HandingOverParts {
  readonly voice: Voice;
  readonly send: (bytes: Uint8Array) => void;
  readonly nowUs: MonoUs;
}

export class HandingOver implements Activity {
  readonly #parts: HandingOverParts;
  readonly isWatched = false;
  isOver = false;
  /** Undefined while the bundle is put together. */
  #sender: YmodemSender | undefined;
  #bytes = 0;
  #dueUs: MonoUs;
  #isClearingUp = false;

  constructor(parts: HandingOverParts) {
    this.#parts = parts;
    this.#dueUs = after(parts.nowUs, GATHERING_US);
  }

  get nextWakeUs(): MonoUs {
    if (this.isOver) return NEVER;
    return this.#sender === undefined || this.#isClearingUp ? this.#dueUs : this.#sender.nextWakeUs;
  }

  take(answer: Answer, nowUs: MonoUs): void {
    if (answer.about !== 'export' || this.#sender !== undefined) return;
    const { name, bytes } = answer;
    this.#sender = new YmodemSender({ name, bytes }, nowUs);
    this.#bytes = bytes.length;
    this.#parts.voice.tell(SAYS.ready(name, bytes.length));
  }

  hear(bytes: Uint8Array, nowUs: MonoUs): void {
    if (this.#isClearingUp) return;
    if (this.#sender === undefined) {
      if (bytes.includes(CTRL_C)) this.isOver = true;
      return;
    }
    this.#sender.take(bytes, nowUs);
    this.#goOn(this.#sender, nowUs);
  }

  wake(nowUs: MonoUs): void {
    const { voice } = this.#parts;
    if (this.#sender === undefined) {
      if (nowUs < this.#dueUs) return;
      voice.tell(SESSION_PHRASES.noAnswer);
      this.isOver = true;
    } else if (this.#isClearingUp) {
      if (nowUs < this.#dueUs) return;
      voice.say(['']);
      voice.tell(HANDED_OVER[this.#sender.outcome ?? 'cancelled'](this.#bytes));
      this.isOver = true;
    } else {
      this.#sender.wake(nowUs);
      this.#goOn(this.#sender, nowUs);
    }
  }

  stop(): void {
    this.#sender?.cancel();
    this.#sendAll();
    this.isOver = true;
  }

  #goOn(sender: YmodemSender, nowUs: MonoUs): void {
    this.#sendAll();
    if (sender.outcome === undefined) return;
    this.#isClearingUp = true;
    this.#dueUs = after(nowUs, CLEARING_UP_US);
  }

  #sendAll(): void {
    for (const bytes of this.#sender?.drain() ?? []) this.#parts.send(bytes);
  }
}
