/** How far apart boxes were heard, from the instants at which the same sample left each horn. Pure. */
import { usToSamples, type MonoUs } from '../../agent/core/vocabulary.ts';
import type { BoxOffset } from '../report/record/run-record.ts';

export interface HeardBox {
  readonly id: string;
  /** undefined where it was not heard. */
  readonly startsAtUs: MonoUs | undefined;
}

/** Samples to a thousandth: two cards of one word clock are a whole number apart. */
const THOUSANDTHS = 1_000;

/** Every pair of boxes that were heard, in their order. */
export const boxOffsets = (boxes: readonly HeardBox[]): BoxOffset[] =>
  boxes.flatMap((first, index) =>
    boxes.slice(index + 1).flatMap((second) => {
      if (first.startsAtUs === undefined || second.startsAtUs === undefined) return [];
      const us = second.startsAtUs - first.startsAtUs;
      const samples = Math.round(usToSamples(us) * THOUSANDTHS) / THOUSANDTHS;
      return [{ pair: [first.id, second.id] as const, samples, us }];
    }),
  );
