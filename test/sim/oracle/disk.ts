/** A disk that refused is asked again, soon and without end: what power takes meanwhile is lost, and that must be as little as can be. */
import type { BoxTrace, Trace } from '../trace.ts';
import { complaints, type Violation } from './violation.ts';

/** The most seldom that it may be asked, and timers. */
const ASKED_WITHIN_US = 5_000_000 + 500_000;
/** A process that stood still asks as soon as it runs. */
const STALLED_US = 1_500_000;

export const disk = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('disk');
  for (const box of trace.boxes) {
    box.saves.forEach(({ atUs, isKept }, index) => {
      const nextUs = box.saves[index + 1]?.atUs ?? Infinity;
      const patienceUs = ASKED_WITHIN_US + (isStalled(box, atUs) ? STALLED_US : 0);
      const isOver = endUs(box, atUs) <= atUs + patienceUs;
      if (isKept || isOver || nextUs <= atUs + patienceUs) return;
      complain(box.id, atUs, 'the disk refused, and was not asked again within 5 s');
    });
  }
  return found;
};

/** When the life ended in which this was, or was asked to. */
const endUs = (box: BoxTrace, atUs: number): number => {
  const life = box.lives.find(({ fromUs, toUs }) => fromUs <= atUs && atUs <= toUs);
  return Math.min(life?.toUs ?? 0, life?.shutdownUs ?? Infinity);
};

const isStalled = (box: BoxTrace, atUs: number): boolean =>
  box.troubles.some(
    ({ kind, fromUs, toUs }) =>
      kind === 'process-stall' && fromUs <= atUs + ASKED_WITHIN_US && toUs >= atUs,
  );
