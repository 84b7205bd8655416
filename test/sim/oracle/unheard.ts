/**
 * What leaves the card while a bank that failed has left the line open: no horn is connected, and nobody hears it. A box that finds its
 * supply off breaks off what it plays, and warms again. A card that sounds with its line open for any other reason is judged.
 */
import type { BoxTrace, Trace } from '../trace.ts';
import { covered } from './stretch.ts';
import { relayOn } from './switched-on.ts';
import { hasTroubleIn } from './tenure.ts';

/** From the end of a bank's failure until its relays were told again, were read, and the card holds nothing of before. */
const FOUND_WITHIN_US = 2_000_000;

export const isUnheard = (trace: Trace, box: BoxTrace, fromUs: number, toUs: number): boolean =>
  hasTroubleIn(box, 'relay-fails', fromUs - FOUND_WITHIN_US, toUs) &&
  covered(relayOn(box, 'line', trace.endUs), fromUs - 1, toUs + 1) === 0;
