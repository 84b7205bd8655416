/** Whom a technician talks to at a session: a box that lives, or one that cannot start. The session itself knows no box. */
import type { MonoUs } from '../vocabulary.ts';
import type { Activity } from './activity/activity.ts';
import type { Command } from './grammar/command.ts';
import type { Form } from './grammar/form.ts';
import type { Office } from './office.ts';
import type { Say } from './phrases/language.ts';

/** Whatever has to do with the box; who is logged in, and in which language, is the session's own. */
export type BoxCommand = Exclude<Command, { command: 'language' | 'login' | 'logout' }>;

export interface Host {
  readonly nameAt: (nowUs: MonoUs) => string;
  /** What whoever comes in reads first. */
  readonly greetingAt: (nowUs: MonoUs) => Say;
  /** What Enter alone is answered with: whoever plugs a cable in has missed what came before, and presses it. */
  readonly answerToEnter: (nowUs: MonoUs) => Say | undefined;
  /** Whether anybody may who has a cable; all else wants the PIN. */
  readonly isOpen: (form: Form, command: Command, nowUs: MonoUs) => boolean;
  /** What is said instead of asking for a PIN, where it is known that there is none. */
  readonly withoutPin: (nowUs: MonoUs) => Say | undefined;
  /** Answers the activity that it begins, if it does. */
  readonly obey: (command: BoxCommand, office: Office) => Activity | undefined;
}
