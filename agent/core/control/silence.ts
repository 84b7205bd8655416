/**
 * A silence that was commanded: until then no bulletin but an emergency has the speaker. Nothing is ended by it; who is still renewed comes back in its
 * place. A box that does not know the time keeps no silence: it cannot know when that would be over.
 */
import { monoOf, type ClockReading } from '../time/clock-reading.ts';
import { monoUs, type BulletinClass, type MonoUs, type UtcUs } from '../vocabulary.ts';

/** From when on somebody of this class may have the speaker. */
export const silentUntilUs = (
  bulletinClass: BulletinClass,
  untilAt: UtcUs | undefined,
  clock: ClockReading,
): MonoUs => {
  const isHeard = untilAt === undefined || bulletinClass === 'emergency' || !clock.trusted;
  return isHeard ? monoUs(-Infinity) : monoOf(clock, untilAt);
};
