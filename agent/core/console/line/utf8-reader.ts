/**
 * Bytes of a terminal into code points, however they are cut into pieces (RFC 3629). What is not UTF-8 is left out and never
 * waited for: a line that carries noise must not swallow the letter after it. It knows nothing of what a code point means.
 */

/** Smallest code point of a sequence of this many bytes, so that no longer spelling of a shorter one passes. */
const LEAST = [0, 0, 0x80, 0x800, 0x1_0000] as const;

export class Utf8Reader {
  #wanted = 0;
  #length = 0;
  #point = 0;

  /** The code point that `byte` completes; undefined where it completes none. */
  take(byte: number): number | undefined {
    if (this.#wanted > 0) {
      if ((byte & 0xc0) === 0x80) return this.#continue(byte);
      this.#wanted = 0;
    }
    if (byte < 0x80) return byte;
    const length = lengthOf(byte);
    if (length === 0) return undefined;
    this.#length = length;
    this.#wanted = length - 1;
    this.#point = byte & (0x7f >> length);
    return undefined;
  }

  #continue(byte: number): number | undefined {
    this.#point = (this.#point << 6) | (byte & 0x3f);
    this.#wanted -= 1;
    if (this.#wanted > 0) return undefined;
    const point = this.#point;
    const isSurrogate = point >= 0xd800 && point <= 0xdfff;
    const least = LEAST[this.#length] ?? 0;
    return point < least || point > 0x10_ffff || isSurrogate ? undefined : point;
  }
}

/** Bytes of the sequence that begins with this one; 0 where none does. */
const lengthOf = (byte: number): number => {
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
};
