/** Answers what sessions ask at a box that cannot start: its PIN, its configuration, its log. There is nothing else to ask of it. */
import type { Answer, Note, Question } from '../../../core/console/effect.ts';
import type { LogRing } from '../../log/log-ring.ts';
import { once, type Tell } from '../answering.ts';
import type { ConfigDesk } from '../config/config-desk.ts';
import { readLog } from '../log-entry.ts';
import type { PinDesk } from '../pin-desk.ts';

export interface UnsetClerkParts {
  readonly pinDesk: PinDesk;
  readonly configDesk: ConfigDesk;
  readonly ring: LogRing;
  /** Whether its first PIN may be set by whoever has no more than a cable. */
  readonly isNew: () => boolean;
  /** Something may be otherwise now. */
  readonly look: () => Promise<unknown>;
}

export class UnsetClerk {
  readonly #parts: UnsetClerkParts;

  constructor(parts: UnsetClerkParts) {
    this.#parts = parts;
  }

  /** As `Clerk` does. */
  ask(question: Question, tell: Tell, note: (what: Note) => void): () => void {
    const { pinDesk, configDesk, ring, isNew } = this.#parts;
    switch (question.about) {
      case 'pin':
        return once(pinDesk.check(question.pin, note), tell);
      case 'new-pin':
        return once(pinDesk.change(question, note), tell);
      case 'first-pin':
        return once(this.#seen(pinDesk.setFirst(question.pin, isNew(), note)), tell);
      case 'config':
        return once(
          this.#seen(
            configDesk.handle(question.order).then((answer) => ({ about: 'config', answer })),
          ),
          tell,
        );
      case 'log':
        return readLog(ring, question, tell);
      case 'probes':
      case 'look':
      case 'export':
      case 'provision':
      case 'test':
        throw new Error(`a box that cannot start was asked for ${question.about}`);
    }
  }

  /** What is shown next is what it is then. */
  async #seen(answer: Promise<Answer>): Promise<Answer> {
    const value = await answer;
    await this.#parts.look();
    return value;
  }
}
