/** How the answer to a question finds whoever asked, who may have gone meanwhile. */
import type { Answer } from '../../core/console/effect.ts';

export type Tell = (answer: Answer) => void;

/** Tells it when it is there, unless nobody wants it any more; answers what ends the wanting. */
export const once = (answer: Promise<Answer>, tell: Tell): (() => void) => {
  let isWanted = true;
  void answer.then((value) => {
    if (isWanted) tell(value);
  });
  return () => {
    isWanted = false;
  };
};
