/**
 * Has the box looked at now, for somebody who asks what is wrong with it: contacts and sensors twice, as once is not believed, and the
 * relays once. It judges nothing: what is read goes the way of every reading.
 */
import { setTimeout as pass } from 'node:timers/promises';
import type { Input } from '../../../core/input.ts';

export interface LookParts {
  /** Contacts and sensors are read, and what they say is posted. */
  readonly lookAtBody: () => Promise<void>;
  readonly post: (input: Input) => void;
  /** The relays have not answered yet. */
  readonly isLooking: () => boolean;
}

/** Longer than a contact bounces. */
const BETWEEN_MS = 80;
const ASK_EVERY_MS = 20;
/** Longer than a board that is not there is waited for, and less than a technician waits. */
const LOOK_MS_MAX = 7_000;

export const lookAfresh = async ({ lookAtBody, post, isLooking }: LookParts): Promise<void> => {
  post({ on: 'look' });
  await lookAtBody();
  await pass(BETWEEN_MS);
  await lookAtBody();
  for (let waitedMs = 0; isLooking() && waitedMs < LOOK_MS_MAX; waitedMs += ASK_EVERY_MS) {
    await pass(ASK_EVERY_MS);
  }
};
