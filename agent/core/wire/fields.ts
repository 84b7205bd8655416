/**
 * Reads the fields of a JSON object from outside one after another; the first that is wrong is kept in `missing`, and the
 * values read after it mean nothing. Knows kinds of values, and no message.
 */
import { LIMITS } from '../limits.ts';
import { refused, type RefusalCode } from '../refusal.ts';
import { decodeBase64url } from './base64url.ts';

/** `code` is how an object with a wrong field is refused; the field is named in `detail`. */
export const fieldsOf = (json: Readonly<Record<string, unknown>>, code: RefusalCode) => {
  let missing: ReturnType<typeof refused> | undefined;
  const check = <T>(name: string, value: T | undefined, otherwise: T): T => {
    if (value !== undefined) return value;
    missing ??= refused(code, name);
    return otherwise;
  };
  return {
    get missing() {
      return missing;
    },
    oneOf<T extends string>(name: string, among: readonly [T, ...T[]]): T {
      return check(
        name,
        among.find((choice) => choice === json[name]),
        among[0],
      );
    },
    text(name: string, isRight: (text: string) => boolean = (text) => text.length > 0): string {
      const value = json[name];
      const right =
        typeof value === 'string' && value.length <= LIMITS.controlTextCharsMax && isRight(value);
      return check(name, right ? value : undefined, '');
    },
    /** Between `least` and `most` texts, no two alike. */
    texts(
      name: string,
      { least, most }: { readonly least: number; readonly most: number },
      isRight: (text: string) => boolean,
    ): readonly string[] {
      const value = json[name];
      const right =
        Array.isArray(value) &&
        value.length >= least &&
        value.length <= most &&
        new Set(value).size === value.length &&
        value.every((one): one is string => typeof one === 'string' && isRight(one));
      return check(name, right ? value : undefined, []);
    },
    number(name: string, least: number, most: number): number {
      const value = json[name];
      const right = typeof value === 'number' && value >= least && value <= most;
      return check(name, right ? value : undefined, 0);
    },
    integer(name: string, least: number, most: number): number {
      const value = this.number(name, least, most);
      return check(name, Number.isSafeInteger(value) ? value : undefined, 0);
    },
    bytes(name: string, length: number): Uint8Array {
      const bytes = decodeBase64url(this.text(name));
      return check(name, bytes?.length === length ? bytes : undefined, new Uint8Array(length));
    },
  };
};
