/**
 * `export`: prints the support bundle in base64, for whoever lets the terminal log it, no faster than the terminal takes it, so that no
 * line is lost on a slow one. Ctrl-C ends it.
 */
import { NEVER, US_PER_MS, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import { encodeBase64url } from '../../wire/base64url.ts';
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
    this.#lines = bundleLines(answer.bytes);
    this.#dueUs = nowUs;
    this.wake(nowUs);
  }

  stop(): void {
    this.isOver = true;
  }
}

const COLUMNS = 76;

/** In base64 (RFC 2045 §6.8), between two lines that nothing else stands between. */
const bundleLines = (bytes: Uint8Array): string[] => {
  const digits = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  const base64 = digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
  const lines = base64.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  return ['-----BEGIN LOA BUNDLE-----', ...lines, '-----END LOA BUNDLE-----'];
};
