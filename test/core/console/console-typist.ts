/** A technician at a session of the console, on the dumbest terminal: types, and reads what stands there. */
import type { Answer, ConsoleEffect, Question } from '../../../agent/core/console/effect.ts';
import { ConsoleSession, type SessionParts } from '../../../agent/core/console/session.ts';
import { livingBox } from '../../../agent/core/console/obey.ts';
import type { BoxSnapshot } from '../../../agent/core/console/snapshot.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { GOOD_BOX } from './console-box.ts';
import { DumbTerminal } from './dumb-terminal.ts';

export type TypistParts = Partial<SessionParts> & { readonly snapshot?: () => BoxSnapshot };

export class Typist {
  readonly terminal = new DumbTerminal();
  /** All that the terminal was sent. */
  output = '';
  /** All that the session asked for, in order. */
  readonly effects: ConsoleEffect[] = [];
  waiting: Uint8Array = new Uint8Array();
  readonly session: ConsoleSession;
  isClosed = false;
  nowUs = 0;
  readonly #beyond: RegExp | undefined;

  /** `beyond`: what is more than the dumbest terminal can show, and is kept from it. */
  constructor({ snapshot = () => GOOD_BOX, ...parts }: TypistParts = {}, beyond?: RegExp) {
    this.#beyond = beyond;
    this.session = new ConsoleSession(
      {
        language: 'vi',
        manner: 'terminal',
        host: livingBox(snapshot),
        isClear: () => true,
        ...parts,
      },
      monoUs(0),
    );
    this.#perform();
  }

  type(text: string | Uint8Array): void {
    let bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    while (bytes.length > 0 && !this.isClosed) {
      const taken = this.session.type(bytes, monoUs(this.nowUs));
      this.#perform();
      if (taken === 0) break;
      bytes = bytes.subarray(taken);
    }
    // What must wait is typed again by whoever answers.
    this.waiting = bytes;
  }

  answer(answer: Answer): void {
    this.session.answer(answer, monoUs(this.nowUs));
    this.#goOn();
  }

  /** Lets `seconds` pass; every wake-up on the way is kept. */
  pass(seconds: number): void {
    const untilUs = this.nowUs + seconds * 1e6;
    while (this.session.nextWakeUs <= untilUs) {
      this.nowUs = Math.max(this.nowUs, this.session.nextWakeUs);
      this.session.wake(monoUs(this.nowUs));
      this.#goOn();
    }
    this.nowUs = untilUs;
  }

  /** The question that waits for its answer. */
  get question(): Question | undefined {
    return this.effects.flatMap((effect) => (effect.do === 'ask' ? [effect.question] : [])).at(-1);
  }

  #goOn(): void {
    this.#perform();
    this.type(this.waiting);
  }

  #perform(): void {
    for (const effect of this.session.drain()) {
      this.effects.push(effect);
      if (effect.do === 'close') this.isClosed = true;
      if (effect.do !== 'write') continue;
      this.output += effect.text;
      if (this.#beyond?.test(effect.text) !== true) this.terminal.write(effect.text);
    }
  }
}
