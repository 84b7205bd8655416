/** A technician at a session of the console, on the dumbest terminal: types, and reads what stands there. */
import { ConsoleSession, type SessionParts } from '../../agent/core/console/session.ts';
import { monoUs } from '../../agent/core/vocabulary.ts';
import { GOOD_BOX } from './console-box.ts';
import { DumbTerminal } from './dumb-terminal.ts';

export class Typist {
  readonly terminal = new DumbTerminal();
  /** All that the terminal was sent. */
  output = '';
  readonly session: ConsoleSession;
  isClosed = false;
  nowUs = 0;
  readonly #isProgram: boolean;

  constructor(parts: Partial<SessionParts> = {}) {
    this.#isProgram = parts.manner === 'once';
    this.session = new ConsoleSession(
      { language: 'vi', manner: 'terminal', snapshot: () => GOOD_BOX, ...parts },
      monoUs(0),
    );
    this.#perform();
  }

  type(text: string | Uint8Array): void {
    let bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    while (bytes.length > 0 && !this.isClosed) {
      bytes = bytes.subarray(this.session.type(bytes, monoUs(this.nowUs)));
      this.#perform();
    }
  }

  #perform(): void {
    for (const effect of this.session.drain()) {
      if (effect.do === 'close') this.isClosed = true;
      else {
        this.output += effect.text;
        if (!this.#isProgram) this.terminal.write(effect.text);
      }
    }
  }
}
