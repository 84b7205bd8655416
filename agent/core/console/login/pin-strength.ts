/** Which PIN will do: long enough for a gate that makes whoever guesses wait, and nobody's first guess. */

export const PIN_CHARS_MIN = 6;
export const PIN_CHARS_MAX = 64;
/** 121212 has two. */
const DIFFERENT_CHARS_MIN = 3;
const COUNTING = ['01234567890123456789', '98765432109876543210'];

export type PinWeakness = 'short' | 'long' | 'few' | 'counting' | 'box-name';

/** Undefined where it will do. */
export const pinWeakness = (pin: string, boxId: string): PinWeakness | undefined => {
  const chars = Array.from(pin.normalize('NFC'));
  if (chars.length < PIN_CHARS_MIN) return 'short';
  if (chars.length > PIN_CHARS_MAX) return 'long';
  if (new Set(chars).size < DIFFERENT_CHARS_MIN) return 'few';
  if (COUNTING.some((digits) => digits.includes(pin))) return 'counting';
  return pin.toLowerCase() === boxId.toLowerCase() ? 'box-name' : undefined;
};
