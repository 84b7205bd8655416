/** An instant of the world's time as text. Pure: no locale and no calendar of the machine's. */
import { VIETNAM_AHEAD_US } from '../../vocabulary.ts';

/** `2026-11-25 13:05:07 UTC`. */
export const utcText = (atUs: number): string => {
  const days = Math.floor(atUs / 86_400e6);
  const seconds = Math.floor(atUs / 1e6) - days * 86_400;
  const [year, month, day] = civil(days);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)} UTC`;
};

/** `20:05`, of the day that it is in Vietnam: what a technician has on his wrist. */
export const vietnamTime = (atUs: number): string => utcText(atUs + VIETNAM_AHEAD_US).slice(11, 16);

/** Year, month and day of a day since 1970 (Hinnant, chrono-compatible low-level date algorithms). */
const civil = (days: number): [number, number, number] => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
};
