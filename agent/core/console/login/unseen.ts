/** Asks for lines that nobody shall see, one after the other, and keeps them no longer than until the last is there. */
import type { Activity } from '../activity/activity.ts';
import type { Office, Unsealed } from '../office.ts';
import type { Say } from '../phrases/language.ts';

export class Unseen {
  readonly #prompts: readonly [Say, ...Say[]];
  readonly #then: Unsealed;
  readonly #lines: string[] = [];

  constructor(prompts: readonly [Say, ...Say[]], then: Unsealed) {
    this.#prompts = prompts;
    this.#then = then;
  }

  /** What is asked for now. */
  get prompt(): Say {
    return this.#prompts[this.#lines.length] ?? this.#prompts[0];
  }

  /** Answers what is to be done once that was the last. */
  take(line: string): ((office: Office) => Activity | undefined) | undefined {
    this.#lines.push(line);
    if (this.#lines.length < this.#prompts.length) return undefined;
    return (office) => this.#then(this.#lines, office);
  }
}
