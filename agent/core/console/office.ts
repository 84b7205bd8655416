/** What a command has at hand to be obeyed with: the terminal, and the shell to be asked. */
import type { MonoUs } from '../vocabulary.ts';
import type { Activity } from './activity/activity.ts';
import { Asking, type AskingParts } from './activity/asking.ts';
import type { ConsoleEffect, Question } from './effect.ts';
import type { Say } from './phrases/language.ts';
import { SESSION_PHRASES as SAYS } from './phrases/session-phrases.ts';
import type { Voice } from './voice.ts';

/** What is done with lines that nobody has seen; answers the activity that this begins, if it does. */
export type Unsealed = (lines: readonly string[], office: Office) => Activity | undefined;

export interface Office {
  readonly voice: Voice;
  readonly effect: (effect: ConsoleEffect) => void;
  /** Asks the technician for lines that are not shown; what is done with them comes when the last was typed. */
  readonly askUnseen: (prompts: readonly [Say, ...Say[]], then: Unsealed) => undefined;
  readonly boxName: string;
  /** Nothing that was written still waits for the terminal. */
  readonly isClear: () => boolean;
  readonly nowUs: MonoUs;
}

/** Asks the shell, and shows what it answers. */
export const ask = (office: Office, question: Question, show: AskingParts['show']): Activity => {
  const { voice, effect, nowUs } = office;
  effect({ do: 'ask', question });
  const late = SAYS.noAnswer[voice.language];
  return new Asking({ stage: voice, about: question.about, show, late, nowUs });
};
