/**
 * Which of two announcements goes before the other where both want the speaker (Circular 39/2020/TT-BTTTT: class first, then
 * as the commune decides). It knows nothing of time, of owners, or of who may stop whom.
 */
import { BULLETIN_CLASSES } from '../vocabulary.ts';
import type { Announcement } from '../wire/control-message.ts';

export interface Claim extends Pick<Announcement, 'class' | 'kind'> {
  /** Who speaks, by the names from the root down: `tinh-ha-noi/xa-lang-ha`. */
  readonly path: string;
}

/**
 * Below 0 where `one` goes before `other`, above 0 where it gives way, 0 where neither does: then whoever has the speaker
 * keeps it, else first come. By class; within a class the real before a test, so that no exercise keeps an alarm from being
 * heard; then by `order`, the commune's list of issuers, most important first. Who is not listed comes after all who are.
 */
export const compareClaims = (order: readonly string[], one: Claim, other: Claim): number =>
  urgency(one) - urgency(other) ||
  Number(one.kind === 'test') - Number(other.kind === 'test') ||
  placeIn(order, one) - placeIn(order, other);

const urgency = ({ class: bulletinClass }: Claim): number =>
  BULLETIN_CLASSES.indexOf(bulletinClass);

const placeIn = (order: readonly string[], { path }: Claim): number => {
  const place = order.indexOf(path);
  return place === -1 ? order.length : place;
};
