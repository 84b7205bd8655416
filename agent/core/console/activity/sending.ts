/** Sends many lines no faster than the terminal takes them, so that none is lost on a slow one. Ctrl-C ends it. */
import { NEVER, US_PER_MS, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import type { Answer } from '../effect.ts';

const EVERY_US = 50 * US_PER_MS;
/** Lines of 76 columns that one tick may send: more than 115,200 baud carry. */
const LINES_AT_ONCE = 12;
const PATIENCE_US = 10 * US_PER_S;

export interface SendingParts {
  readonly stage: Stage;
  readonly isClear: () => boolean;
  /** What is said where no answer comes. */
  readonly late: string;
  readonly nowUs: MonoUs;
}

export class Sending implements Activity {
  readonly #parts: SendingParts;
  readonly isWatched = false;
  isOver = false;
  #dueUs: MonoUs;
  #lines: readonly string[] | undefined;

  constructor(parts: SendingParts) {
    this.#parts = parts;
    this.#dueUs = after(parts.nowUs, PATIENCE_US);
  }

  get nextWakeUs(): MonoUs {
    return this.isOver ? NEVER : this.#dueUs;
  }

  wake(nowUs: MonoUs): void {
    if (nowUs < this.#dueUs) return;
    const { stage, isClear, late } = this.#parts;
    this.#dueUs = after(nowUs, EVERY_US);
    if (this.#lines === undefined) {
      stage.say([late]);
      this.isOver = true;
    } else if (isClear()) {
      stage.say(this.#lines.slice(0, LINES_AT_ONCE));
      this.#lines = this.#lines.slice(LINES_AT_ONCE);
      this.isOver = this.#lines.length === 0;
    }
  }

  take(answer: Answer, nowUs: MonoUs): void {
    if (answer.about !== 'export') return;
    this.#lines = answer.lines;
    this.#dueUs = nowUs;
    this.wake(nowUs);
  }

  stop(): void {
    this.isOver = true;
  }
}
