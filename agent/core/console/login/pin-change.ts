/**
 * `provision pin`: whoever is logged in gives the box another PIN. The old one is asked for once more, because a laptop may have been
 * left logged in. Neither is ever shown, or noted.
 */
import type { Activity } from '../activity/activity.ts';
import type { Answer } from '../effect.ts';
import { ask, type Office } from '../office.ts';
import type { Say } from '../phrases/language.ts';
import { PIN_PHRASES as SAYS, PIN_WEAKNESSES } from '../phrases/pin-phrases.ts';
import { pinWeakness } from './pin-strength.ts';

export const changePin = (office: Office): undefined =>
  office.askUnseen(
    [SAYS.oldPrompt, SAYS.newPrompt, SAYS.againPrompt],
    ([old = '', pin = '', again = ''], then) => judged(old, pin, again, then),
  );

const judged = (old: string, pin: string, again: string, office: Office): Activity | undefined => {
  const { voice, boxName } = office;
  if (pin !== again) return voice.tell(SAYS.differ);
  const weakness = pinWeakness(pin, boxName);
  if (weakness !== undefined) return voice.tell(PIN_WEAKNESSES[weakness]);
  return ask(office, { about: 'new-pin', old, pin }, (answer) =>
    answer.about === 'new-pin' ? voice.prose(told(answer)) : [],
  );
};

const told = (answer: Extract<Answer, { about: 'new-pin' }>): Say => {
  switch (answer.came) {
    case 'changed':
      return SAYS.changed;
    case 'wrong':
      return SAYS.wrong(answer.waitS);
    case 'locked':
      return SAYS.locked(answer.waitS);
    case 'unset':
      return SAYS.unset;
    case 'not-kept':
      return SAYS.notKept(answer.why);
  }
};
