/** Names for announcements: ULID (github.com/ulid/spec), 48 bits of time and 80 of chance in Crockford's base 32. */
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARS = 10;
const CHANCE_CHARS = 16;

/** 26 characters that sort by `timeMs` (UTC). `chance` has 10 bytes. */
export const ulid = (timeMs: number, chance: Uint8Array = randomBytes(10)): string =>
  base32(BigInt(Math.floor(timeMs)), TIME_CHARS) +
  base32(BigInt(`0x${Buffer.from(chance).toString('hex')}`), CHANCE_CHARS);

const base32 = (value: bigint, characters: number): string =>
  Array.from({ length: characters }, (_, index) => {
    const shift = BigInt(5 * (characters - 1 - index));
    return ALPHABET.charAt(Number((value >> shift) & 31n));
  }).join('');
