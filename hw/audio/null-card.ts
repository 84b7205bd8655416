/** A card whose horn is nothing: the pace of a real one, and no sound. For boxes that only listen, and for tests. */
import type { AudioSink } from '../ports.ts';
import { type Horn, PacedCard, type PacedCardOptions } from './paced-card.ts';

const nowhere: Horn = {
  open: () => Promise.resolve(),
  begins: () => undefined,
  sound: () => undefined,
  silence: () => undefined,
  failure: undefined,
  close: () => Promise.resolve(),
};

export const nullCard = (options: PacedCardOptions): AudioSink => new PacedCard(nowhere, options);
