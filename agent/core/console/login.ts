/**
 * Whether this technician has shown the PIN, and for how long it holds without a key. It keeps what was asked for before the PIN
 * was. The PIN itself, and how long one waits after a wrong one, is behind the shell's answer.
 */
import { NEVER, US_PER_S, after, type MonoUs } from '../vocabulary.ts';
import type { Answer, Note } from './effect.ts';
import type { Say } from './phrases/language.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';

/** Whoever has typed nothing for so long is logged out: a laptop that is carried off does not take the box with it. */
export const IDLE_US = 600 * US_PER_S;

export class Login {
  readonly #note: (what: Note) => void;
  #isMember = false;
  #isAsking = false;
  #pending = '';
  #idleUs: MonoUs = NEVER;

  constructor(note: (what: Note) => void) {
    this.#note = note;
  }

  get isMember(): boolean {
    return this.#isMember;
  }

  /** The line that is typed is the PIN. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  /** When it lapses, if no key is touched before. */
  get idleUs(): MonoUs {
    return this.#isMember ? this.#idleUs : NEVER;
  }

  /** Somebody is at the keys. */
  touched(nowUs: MonoUs): void {
    this.#idleUs = after(nowUs, IDLE_US);
  }

  /** Asks for the PIN; `line` is obeyed once it was right. */
  ask(line: string): void {
    this.#pending = line;
    this.#isAsking = true;
  }

  /** No PIN is asked for any more: it was typed, or given up. */
  asked(): void {
    this.#isAsking = false;
  }

  /** What is to be said of the answer. */
  take({ came, waitS }: Extract<Answer, { about: 'pin' }>): Say {
    switch (came) {
      case 'unset':
        return SAYS.pinUnset;
      case 'locked':
        return SAYS.pinLocked(waitS);
      case 'wrong':
        this.#note({ did: 'wrong-pin' });
        return SAYS.pinWrong(waitS);
      case 'right':
        this.#isMember = true;
        this.#note({ did: 'login' });
        return SAYS.pinRight;
    }
  }

  /** What was asked for before the PIN, once. */
  takePending(): string {
    const line = this.#pending;
    this.#pending = '';
    return line;
  }

  leave(why: 'asked' | 'idle'): void {
    if (this.#isMember) this.#note({ did: 'logout', why });
    this.#isMember = false;
  }
}
