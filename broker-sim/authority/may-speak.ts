/** Whether somebody's chain lets them say or order what they are about to: boxes would refuse it, mostly without a word. */
import { US_PER_MS, utcUs, type BulletinClass, type UtcUs } from '../../agent/core/vocabulary.ts';
import { allows, coversArea, coversClass, speakerOf } from '../../agent/core/trust/chain.ts';
import type { Right } from '../../agent/core/wire/trust/mandate.ts';
import { UserMistake } from '../user-mistake.ts';
import type { ChainFile } from './statement/chain-file.ts';

export interface Intent {
  readonly area: string;
  readonly class: BulletinClass;
}

/** @throws {UserMistake} where no box would believe it. */
export const assertMaySpeak = (
  file: ChainFile,
  { area, class: bulletinClass }: Intent,
  nowAt?: UtcUs,
): void => {
  const { chain, subject } = file;
  const speaker = speakerOf(chain);
  assertHas(file, 'speak', nowAt);
  if (!coversArea(speaker, area)) {
    throw new UserMistake(`${subject} may speak to ${speaker.areas.join(', ')}, not to ${area}`);
  }
  if (!coversClass(speaker, bulletinClass)) {
    throw new UserMistake(
      `${subject} may speak up to ${speaker.class}, not ${bulletinClass}: choose another --class`,
    );
  }
};

/** @throws {UserMistake} where the chain does not hold now, or does not give this right. */
export const assertHas = (file: ChainFile, right: Right, nowAt?: UtcUs): void => {
  assertInForce(file, nowAt);
  const { chain, subject } = file;
  if (!allows(speakerOf(chain), right)) {
    throw new UserMistake(
      `the mandate of ${subject} gives no right to ${RIGHT_WORDS[right]}: have one issued with --may ${right}`,
    );
  }
};

/** @throws {UserMistake} where a mandate of the chain does not hold now. */
export const assertInForce = (
  { chain }: ChainFile,
  nowAt: UtcUs = utcUs(Date.now() * US_PER_MS),
): void => {
  for (const { subject: name, notBefore, expiresAt } of chain.mandates) {
    if (nowAt >= expiresAt) {
      throw new UserMistake(`the mandate of ${name} has expired: have it issued anew`);
    }
    if (nowAt < notBefore) throw new UserMistake(`the mandate of ${name} does not hold yet`);
  }
};

const RIGHT_WORDS: Readonly<Record<Right, string>> = {
  speak: 'speak',
  command: 'command boxes',
  settings: 'set boxes',
};
