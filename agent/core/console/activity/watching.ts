/**
 * `watch`: one screen that is kept equal to the box, twice a second. It sends only the lines that have changed, and none while the
 * terminal still has some to show; what it needs of a terminal is ECMA-48: place the cursor, clear a line.
 */
import { US_PER_MS, after, type MonoUs } from '../../vocabulary.ts';
import type { Activity, Stage } from './activity.ts';
import type { Language } from '../phrases/language.ts';
import type { BoxSnapshot } from '../snapshot.ts';
import { WatchHistory } from '../view/watch-history.ts';
import { watchView } from '../view/watch-view.ts';

const EVERY_US = 500 * US_PER_MS;
const CLEAR = '\u001b[2J\u001b[H';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

export interface WatchingParts {
  readonly stage: Stage;
  readonly language: Language;
  readonly snapshot: (nowUs: MonoUs) => BoxSnapshot;
  /** Nothing that was written still waits for the terminal. */
  readonly isClear: () => boolean;
  readonly nowUs: MonoUs;
}

export class Watching implements Activity {
  readonly #parts: WatchingParts;
  readonly #history = new WatchHistory();
  readonly isWatched = true;
  isOver = false;
  #dueUs: MonoUs;
  #shown: readonly string[] = [];

  constructor(parts: WatchingParts) {
    this.#parts = parts;
    this.#dueUs = parts.nowUs;
    parts.stage.write(HIDE_CURSOR + CLEAR);
    this.wake(parts.nowUs);
  }

  get nextWakeUs(): MonoUs {
    return this.#dueUs;
  }

  wake(nowUs: MonoUs): void {
    if (nowUs < this.#dueUs) return;
    this.#dueUs = after(nowUs, EVERY_US);
    const { snapshot, language, isClear, stage } = this.#parts;
    const box = snapshot(nowUs);
    this.#history.note(box);
    if (!isClear()) return;
    const lines = watchView(box, this.#history, language);
    stage.write(changes(this.#shown, lines));
    this.#shown = lines;
  }

  take(): void {
    // It asks nothing.
  }

  stop(): void {
    this.isOver = true;
    this.#parts.stage.write(`\u001b[${this.#shown.length + 1};1H${SHOW_CURSOR}\r\n`);
  }
}

/** Places the cursor at each line that differs and writes it anew. */
const changes = (before: readonly string[], now: readonly string[]): string =>
  now
    .map((line, row) => (line === before[row] ? '' : `\u001b[${row + 1};1H${line}\u001b[K`))
    .join('');
