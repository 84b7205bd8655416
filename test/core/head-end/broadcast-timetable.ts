/** A whole broadcast as a box's inputs, each with the second at which it arrives: announced, sent ahead, renewed, ended. */
import type { Input } from '../../../agent/core/input.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import {
  MORNING,
  announcement,
  audioInput,
  controlInput,
  stopOf,
  toneBundle,
} from '../control/announcement-builder.ts';

const BUNDLE_FRAMES = 10;
const BUNDLE_S = 0.2;

export type Timetable = readonly (readonly [number, Input])[];

export interface Broadcast {
  readonly number?: number;
  readonly startS: number;
  readonly frames: number;
  /** 3 s before the start unless stated. */
  readonly announceS?: number;
  /** How long before it is heard a bundle arrives; 1.2 s unless stated. */
  readonly groupDelayS?: number;
  readonly renewEveryS?: number;
  readonly change?: Partial<Announcement>;
  /** Whether bundle n arrives. */
  readonly arrives?: (bundle: number) => boolean;
}

/** Of one issuer, what is said later has the higher sequence, whatever it is about. */
const sequenceAt = (atS: number, number: number): number => Math.round(atS * 1_000) * 10 + number;

const announcementAt = (what: Broadcast): number => what.announceS ?? what.startS - 3;

export const announced = (what: Broadcast): Announcement => {
  const { number = 1, startS, change } = what;
  return announcement(number, {
    sequence: sequenceAt(announcementAt(what), number),
    startAt: after(MORNING, startS * US_PER_S),
    ...change,
  });
};

/** Its end ahead of time, called at `atS`. */
export const stopped = (what: Broadcast, atS: number): Timetable[number] => {
  const sequence = sequenceAt(atS, what.number ?? 1);
  return [atS, controlInput(stopOf(announced(what), { sequence }))];
};

export const broadcast = (what: Broadcast): Timetable => {
  const { number = 1, startS, frames, groupDelayS = 1.2, renewEveryS = 5 } = what;
  const announceS = announcementAt(what);
  const message = announced(what);
  const endS = startS + frames * 0.02;
  const timetable: [number, Input][] = [[announceS, controlInput(message)]];
  for (let renewal = 1; announceS + renewal * renewEveryS < endS; renewal++) {
    const atS = announceS + renewal * renewEveryS;
    const sequence = sequenceAt(atS, number);
    timetable.push([atS, controlInput({ ...message, type: 'renew', sequence })]);
  }
  for (let bundle = 0; bundle * BUNDLE_FRAMES < frames; bundle++) {
    const first = bundle * BUNDLE_FRAMES;
    const count = Math.min(BUNDLE_FRAMES, frames - first);
    const isLast = first + count === frames;
    const atS = startS - groupDelayS + bundle * BUNDLE_S;
    if (what.arrives?.(bundle) ?? true) {
      timetable.push([atS, audioInput(message, toneBundle(message, first, count, isLast))]);
    }
  }
  return timetable;
};
