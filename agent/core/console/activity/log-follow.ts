/** The log as it comes, until it is stopped. How many lines there are, and which, is the shell's. */
import { NEVER } from '../../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import type { Answer } from '../effect.ts';
import { logView } from '../view/log-view.ts';

export class LogFollow implements Activity {
  readonly #stage: Stage;
  readonly nextWakeUs = NEVER;
  readonly isWatched = true;
  isOver = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  wake(): void {
    // Time alone changes nothing.
  }

  take(answer: Answer): void {
    if (answer.about === 'log' && answer.lines.length > 0) this.#stage.say(logView(answer.lines));
  }

  stop(): void {
    this.isOver = true;
  }
}
