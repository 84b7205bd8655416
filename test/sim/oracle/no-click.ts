/** No click: no step that the signal and a ramp do not explain, no card closed in mid-sound, no card run dry for nothing. */
import type { BoxTrace, CardCut, Trace } from '../trace.ts';
import { hasTroubleIn } from './tenure.ts';
import { isUnheard } from './unheard.ts';
import { complaints, type Violation } from './violation.ts';

/** What the last sample of a ramp may still be. */
const QUIET = 32;
/** After a stall that emptied the card, or a card that came back, it may run dry once more before it is full. */
const SETTLES_WITHIN_US = 500_000;

/** A step that nobody could hear, at -84 dB: the ear has taken the tail of a fade for another stream's. */
const HEARD_STEP = 2;

export const noClick = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('no-click');
  for (const box of trace.boxes) {
    for (const { atUs, step } of box.clicks.filter((click) => click.step > HEARD_STEP))
      if (!isUnheard(trace, box, atUs, atUs))
        complain(box.id, atUs, `a step of ${step} that nothing explains`);
    for (const cut of box.cuts) {
      const says = reasonAgainst(box, cut);
      if (says !== undefined) complain(box.id, cut.atUs, says);
    }
  }
  return found;
};

const reasonAgainst = (box: BoxTrace, { cause, sample, atUs }: CardCut): string | undefined => {
  if (cause === 'closed' && Math.abs(sample) > QUIET)
    return `the card was closed at a sample of ${sample}`;
  if (cause === 'xrun' && !hasTroubleIn(box, 'process-stall', atUs - SETTLES_WITHIN_US, atUs)) {
    return 'the card ran dry though the process ran';
  }
  return undefined;
};
