/** Starts the rig's time server (`time-server-child.ts`), and knows what it says at any instant. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ending } from '../../e2e/small-village.ts';

const CHILD = fileURLToPath(new URL('time-server-child.js', import.meta.url));

export interface RigTime {
  /** As `time.server` of a box takes it. */
  readonly url: string;
  /** Seconds of it in a second of CLOCK_MONOTONIC. */
  readonly pace: number;
  /** When, by CLOCK_MONOTONIC, it says that. */
  monoOf(utcUs: number): number;
}

/** What the child says once it is there: at `atUs` of CLOCK_MONOTONIC it was `nowAt`. */
interface Begun {
  readonly url: string;
  readonly atUs: number;
  readonly nowAt: number;
}

/** `skewPpm` is by how much it is faster than CLOCK_MONOTONIC, which all boxes here share. */
export const startRigTime = async (ending: Ending, skewPpm: number): Promise<RigTime> => {
  const child = fork(CHILD, [String(skewPpm)]);
  ending.after(async () => {
    const exit = once(child, 'exit');
    child.disconnect();
    await exit;
  });
  const [{ url, atUs, nowAt }] = (await once(child, 'message')) as [Begun];
  const pace = 1 + skewPpm / 1e6;
  return { url, pace, monoOf: (utcUs) => atUs + (utcUs - nowAt) / pace };
};
