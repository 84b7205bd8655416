/** `test`: follows a test programme from the order to its end, and says what came of it. Ctrl-C stops following, `stop` the sound. */
import { US_PER_MS, US_PER_S, after, type MonoUs } from '../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import type { Answer } from './effect.ts';
import type { Language } from './phrases/language.ts';
import { TEST_PHRASES as SAYS } from './phrases/test-phrases.ts';
import type { BoxSnapshot } from './snapshot.ts';
import { COLUMNS, wrapped } from './view/screen.ts';

const EVERY_US = 250 * US_PER_MS;
/** Not seen for so long, it was not let in, or waits behind somebody. */
const UNSEEN_US = 5 * US_PER_S;

export interface TestingParts {
  readonly stage: Stage;
  readonly language: Language;
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
  readonly nowUs: MonoUs;
}

export class Testing implements Activity {
  readonly #parts: TestingParts;
  readonly isWatched = false;
  isOver = false;
  #dueUs: MonoUs;
  #giveUpUs: MonoUs;
  #id: string | undefined;
  #heardS: number | undefined;

  constructor(parts: TestingParts) {
    this.#parts = parts;
    this.#dueUs = after(parts.nowUs, EVERY_US);
    this.#giveUpUs = after(parts.nowUs, UNSEEN_US);
  }

  get nextWakeUs(): MonoUs {
    return this.#dueUs;
  }

  wake(nowUs: MonoUs): void {
    if (nowUs < this.#dueUs) return;
    this.#dueUs = after(nowUs, EVERY_US);
    const { announcement, sinkFailure } = this.#parts.snapshot(nowUs);
    if (announcement !== null && announcement.id === this.#id) {
      this.#heardS = announcement.heardS;
    } else if (this.#heardS !== undefined) {
      const isHeard = this.#heardS > 0 && sinkFailure === null;
      this.#finish(
        isHeard
          ? SAYS.heard(this.#heardS)[this.#parts.language]
          : SAYS.unheard[this.#parts.language],
      );
    } else if (nowUs >= this.#giveUpUs) {
      this.#finish(SAYS.notPlayed[this.#parts.language]);
    }
  }

  take(answer: Answer): void {
    if (answer.about === 'test') this.#id = answer.id;
  }

  stop(): void {
    this.isOver = true;
  }

  #finish(text: string): void {
    this.#parts.stage.say(wrapped(text, COLUMNS));
    this.isOver = true;
  }
}
