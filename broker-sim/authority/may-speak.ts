/** Whether somebody's chain lets them say what they are about to say: boxes would refuse it without a word to whoever speaks. */
import { US_PER_MS, utcUs, type BulletinClass, type UtcUs } from '../../agent/core/vocabulary.ts';
import { coversArea, coversClass, speakerOf } from '../../agent/core/trust/chain.ts';
import { UserMistake } from '../user-mistake.ts';
import type { ChainFile } from './chain-file.ts';

export interface Intent {
  readonly area: string;
  readonly class: BulletinClass;
}

/** @throws {UserMistake} where no box would believe it. */
export const assertMaySpeak = (
  { chain, subject }: ChainFile,
  { area, class: bulletinClass }: Intent,
  nowAt: UtcUs = utcUs(Date.now() * US_PER_MS),
): void => {
  const speaker = speakerOf(chain);
  for (const { subject: name, notBefore, expiresAt } of chain.mandates) {
    if (nowAt >= expiresAt) {
      throw new UserMistake(`the mandate of ${name} has expired: have it issued anew`);
    }
    if (nowAt < notBefore) throw new UserMistake(`the mandate of ${name} does not hold yet`);
  }
  if (!coversArea(speaker, area)) {
    throw new UserMistake(`${subject} may speak to ${speaker.areas.join(', ')}, not to ${area}`);
  }
  if (!coversClass(speaker, bulletinClass)) {
    throw new UserMistake(
      `${subject} may speak up to ${speaker.class}, not ${bulletinClass}: choose another --class`,
    );
  }
};
