/** Waits for one answer of the shell and shows it; says so where none comes in time. */
import { NEVER, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import type { Answer } from '../effect.ts';

const PATIENCE_US = 10 * US_PER_S;

export interface AskingParts {
  readonly stage: Stage;
  readonly about: Answer['about'];
  /** Shown by the time at which it came. */
  readonly show: (answer: Answer, nowUs: MonoUs) => readonly string[];
  /** What is said where no answer comes. */
  readonly late: string;
  readonly nowUs: MonoUs;
}

export class Asking implements Activity {
  readonly #parts: AskingParts;
  readonly #lateUs: MonoUs;
  readonly isWatched = false;
  isOver = false;

  constructor(parts: AskingParts) {
    this.#parts = parts;
    this.#lateUs = after(parts.nowUs, PATIENCE_US);
  }

  get nextWakeUs(): MonoUs {
    return this.isOver ? NEVER : this.#lateUs;
  }

  wake(nowUs: MonoUs): void {
    if (nowUs < this.#lateUs) return;
    this.#parts.stage.say([this.#parts.late]);
    this.isOver = true;
  }

  take(answer: Answer, nowUs: MonoUs): void {
    if (answer.about !== this.#parts.about) return;
    this.#parts.stage.say(this.#parts.show(answer, nowUs));
    this.isOver = true;
  }

  stop(): void {
    this.isOver = true;
  }
}
