/** What somebody in the commune says, and when its messages leave: by the head-end's clock, whatever that is. It knows no boxes. */
import type { Input } from '../../../agent/core/input.ts';
import { US_PER_S, after, utcUs } from '../../../agent/core/vocabulary.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import {
  announcement,
  audioInput,
  controlInput,
  toneBundle,
} from '../../core/control/announcement-builder.ts';

const GROUP_DELAY_US = 1_200_000;
const BUNDLE_FRAMES = 10;
const BUNDLE_US = 200_000;

/** An input that comes to a box at an instant of the world. */
export interface Arrival {
  readonly worldUs: number;
  readonly input: Input;
}

/** An announcement as it is said, by the head-end's clock. */
export interface Said {
  readonly message: Announcement;
  readonly arrivals: readonly Arrival[];
  readonly saidUs: number;
}

/** `number` counts from 1; the head-end's UTC is `headEndAt`. */
export const say = (
  number: number,
  saidUs: number,
  headEndAt: (worldUs: number) => number,
  frames = 50,
): Said => {
  const issuedAt = utcUs(headEndAt(saidUs));
  const startAt = after(issuedAt, 3 * US_PER_S);
  const message = announcement(number, {
    sequence: number * 1_000_000,
    issuedAt,
    startAt,
    expiresAt: after(issuedAt, 60 * US_PER_S),
    class: 'emergency',
  });
  const arrivals: Arrival[] = [{ worldUs: saidUs, input: controlInput(message) }];
  for (let first = 0; first < frames; first += BUNDLE_FRAMES) {
    const isLast = first + BUNDLE_FRAMES >= frames;
    const worldUs = saidUs + 3 * US_PER_S - GROUP_DELAY_US + (first / BUNDLE_FRAMES) * BUNDLE_US;
    const packets = toneBundle(message, first, BUNDLE_FRAMES, isLast);
    arrivals.push({ worldUs, input: audioInput(message, packets) });
  }
  return { message, arrivals, saidUs };
};
