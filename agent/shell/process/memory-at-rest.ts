/** Gives back, while nothing can be heard, what only the start or the last announcement needed. */
import { nativeMemory } from '../../../hw/native/load.ts';

/** What a start needs is over by then. */
const STARTED_MS = 10_000;

/**
 * Collects all garbage, where the first line of `cli.ts` has made that possible, and what malloc holds of it goes back to the kernel;
 * some tens of milliseconds, so only at rest. V8 by itself lets the old generation grow for hours where little is allocated (docs/decisions/0015).
 */
export const giveMemoryBack = (): void => {
  globalThis.gc?.();
  nativeMemory.part?.trim();
};

/** Once after the start, where the box is at rest then. Answers what undoes it. */
export const giveBackAfterStart = (isAtRest: () => boolean): (() => void) => {
  const timer = setTimeout(() => {
    if (isAtRest()) giveMemoryBack();
  }, STARTED_MS);
  return () => {
    clearTimeout(timer);
  };
};
