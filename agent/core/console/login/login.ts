/**
 * Whether this technician has shown the PIN, and for how long it holds without a key. It keeps what was asked for before the PIN
 * was. The PIN itself, and how long one waits after a wrong one, is behind the shell's answer.
 */
import { NEVER, US_PER_S, after, type MonoUs } from '../../vocabulary.ts';
import type { Answer, Note } from '../effect.ts';
import { ask, type Office } from '../office.ts';
import type { Say } from '../phrases/language.ts';
import { PIN_PHRASES as SAYS } from '../phrases/pin-phrases.ts';

/** Whoever has typed nothing for so long is logged out: a laptop that is carried off does not take the box with it. */
export const IDLE_US = 600 * US_PER_S;

export type LogoutReason = Extract<Note, { did: 'logout' }>['why'];

export class Login {
  readonly #note: (what: Note) => void;
  #isMember = false;
  #pending = '';
  #idleUs: MonoUs = NEVER;

  constructor(note: (what: Note) => void) {
    this.#note = note;
  }

  get isMember(): boolean {
    return this.#isMember;
  }

  /** When it lapses, if no key is touched before. */
  get idleUs(): MonoUs {
    return this.#isMember ? this.#idleUs : NEVER;
  }

  /** Somebody is at the keys. */
  touched(nowUs: MonoUs): void {
    this.#idleUs = after(nowUs, IDLE_US);
  }

  /** Asks for the PIN; `line` is to be obeyed once it was right. */
  ask(line: string, office: Office): undefined {
    this.#pending = line;
    return office.askUnseen([SAYS.prompt], ([pin = ''], then) =>
      ask(then, { about: 'pin', pin }, (answer) =>
        answer.about === 'pin' ? then.voice.prose(this.#take(answer)) : [],
      ),
    );
  }

  /** What is to be said of the answer. */
  #take({ came, waitS }: Extract<Answer, { about: 'pin' }>): Say {
    switch (came) {
      case 'unset':
        return SAYS.unset;
      case 'locked':
        return SAYS.locked(waitS);
      case 'wrong':
        return SAYS.wrong(waitS);
      case 'right':
        this.#isMember = true;
        this.#note({ did: 'login' });
        return SAYS.right;
    }
  }

  /** What was asked for before the PIN, once. */
  takePending(): string {
    const line = this.#pending;
    this.#pending = '';
    return line;
  }

  leave(why: LogoutReason): void {
    if (this.#isMember) this.#note({ did: 'logout', why });
    this.#isMember = false;
    this.#pending = '';
  }
}
