/** A time of day as a configuration says it: in Vietnam, which is seven hours before UTC in winter and summer. */
import { US_PER_DAY, US_PER_S, VIETNAM_AHEAD_US } from '../../core/vocabulary.ts';

export const NEVER_DAILY = 'never';
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

export const isTimeOfDay = (value: string): boolean => value === NEVER_DAILY || TIME.test(value);

/** In µs from midnight UTC; undefined for `never`. */
export const utcOfDayUs = (value: string): number | undefined => {
  const [, hours, minutes] = TIME.exec(value) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const localUs = (Number(hours) * 3_600 + Number(minutes) * 60) * US_PER_S;
  return (localUs - VIETNAM_AHEAD_US + US_PER_DAY) % US_PER_DAY;
};
