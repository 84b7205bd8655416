/**
 * The two languages of the console, and what it is to say a thing in both: whoever leaves one out does not compile. Numbers
 * and spans are written here as each language writes them.
 */

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One thing, said in both. */
export type Say = Readonly<Record<Language, string>>;

/** What a table of phrases holds: a thing that is said, or how it is said of something. */
export type PhraseTable = Readonly<Record<string, Say | ((...about: never[]) => Say)>>;

/** What needs no translation: names, numbers of versions, addresses. */
export const plain = (text: string): Say => ({ vi: text, en: text });

export const joined = (parts: readonly Say[], by = ' · '): Say => ({
  vi: parts.map(({ vi }) => vi).join(by),
  en: parts.map(({ en }) => en).join(by),
});

/** A number with so many digits behind the comma, which is a comma in Vietnamese. */
export const decimal = (value: number, digits: number): Say => {
  const en = value.toFixed(digits);
  return { vi: en.replace('.', ','), en };
};

/** A span as one reads it: the two largest units. */
export const span = (seconds: number): Say => {
  const whole = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [whole / 86_400, (whole / 3_600) % 24, (whole / 60) % 60].map(
    Math.floor,
  ) as [number, number, number];
  if (days > 0) return { vi: `${days} ngày ${hours} giờ`, en: `${days} d ${hours} h` };
  if (hours > 0) return { vi: `${hours} giờ ${minutes} phút`, en: `${hours} h ${minutes} min` };
  if (minutes > 0)
    return { vi: `${minutes} phút ${whole % 60} giây`, en: `${minutes} min ${whole % 60} s` };
  return { vi: `${whole} giây`, en: `${whole} s` };
};

/** A duration of measurement: in ms below a second, with as many digits as mean something. */
export const duration = (us: number): Say => {
  const ms = Math.abs(us) / 1_000;
  if (ms >= 1_000) {
    const s = decimal(us / 1_000_000, 1);
    return { vi: `${s.vi} s`, en: `${s.en} s` };
  }
  const shown = decimal(us / 1_000, ms < 10 ? 2 : 0);
  return { vi: `${shown.vi} ms`, en: `${shown.en} ms` };
};
