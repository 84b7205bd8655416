/** `test`: follows a test programme from the order to its end, and says what came of it. Ctrl-C stops following, `stop` the sound. */
import { US_PER_MS, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import type { Answer } from '../effect.ts';
import type { Language } from '../phrases/language.ts';
import { TEST_PHRASES as SAYS } from '../phrases/test-phrases.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import type { TestName } from '../test-name.ts';
import { COLUMNS, wrapped } from '../view/screen.ts';
import { testView } from '../view/test-view.ts';

const EVERY_US = 250 * US_PER_MS;
/** Not seen for so long, it was not let in, or waits behind somebody. */
const UNSEEN_US = 5 * US_PER_S;

export interface TestingParts {
  readonly stage: Stage;
  readonly language: Language;
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
  readonly test: TestName;
  readonly nowUs: MonoUs;
}

export class Testing implements Activity {
  readonly #parts: TestingParts;
  readonly isWatched = false;
  isOver = false;
  #dueUs: MonoUs;
  #giveUpUs: MonoUs;
  #id: string | undefined;
  /** The box as it was when the programme was last seen to sound, or to be on its way. */
  #last: BoxSnapshot | undefined;

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
    const { snapshot, language, test } = this.#parts;
    const box = snapshot(nowUs);
    if (box.announcement !== null && box.announcement.id === this.#id) this.#last = box;
    else if (this.#last !== undefined) {
      this.#finish(testView(test, this.#last, box.sinkFailure !== null, language));
    } else if (nowUs >= this.#giveUpUs) {
      this.#finish(wrapped(SAYS.notPlayed[language], COLUMNS));
    }
  }

  take(answer: Answer): void {
    if (answer.about === 'test') this.#id = answer.id;
  }

  stop(): void {
    this.isOver = true;
  }

  #finish(lines: readonly string[]): void {
    this.#parts.stage.say(lines);
    this.isOver = true;
  }
}
