/** The spelling of a ULID: 26 letters of Crockford's base 32, upper case, of which the first carries three bits. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export const isUlid = (text: string): boolean => ULID.test(text);
