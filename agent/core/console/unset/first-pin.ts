/**
 * `provision pin` at a box that nobody has ever set: whoever gives it its first PIN is the one who sets it. Whether that may be, the
 * shell judges once more.
 */
import type { Activity } from '../activity/activity.ts';
import { pinWeakness } from '../login/pin-strength.ts';
import { ask, type Office } from '../office.ts';
import { reasonSays } from '../phrases/device-reasons.ts';
import type { Say } from '../phrases/language.ts';
import { PIN_PHRASES, PIN_WEAKNESSES } from '../phrases/pin-phrases.ts';
import type { Answer } from '../effect.ts';
import { UNSET_PHRASES as SAYS } from './unset-phrases.ts';

export const setFirstPin = (office: Office): undefined =>
  office.askUnseen(
    [PIN_PHRASES.newPrompt, PIN_PHRASES.againPrompt],
    ([pin = '', again = ''], then) => judged(pin, again, then),
  );

const judged = (pin: string, again: string, office: Office): Activity | undefined => {
  const { voice, boxName } = office;
  if (pin !== again) return voice.tell(PIN_PHRASES.differ);
  const weakness = pinWeakness(pin, boxName);
  if (weakness !== undefined) return voice.tell(PIN_WEAKNESSES[weakness]);
  return ask(office, { about: 'first-pin', pin }, (answer) =>
    answer.about === 'first-pin' ? voice.prose(told(answer)) : [],
  );
};

const told = (answer: Extract<Answer, { about: 'first-pin' }>): Say => {
  switch (answer.came) {
    case 'set':
      return SAYS.firstPinSet;
    case 'guarded':
      return PIN_PHRASES.unset;
    case 'not-kept':
      return SAYS.firstPinNotKept(reasonSays(answer.why));
  }
};
