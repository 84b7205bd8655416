/**
 * Where each key of a TOML text stands, because the parser says what was read but not from which line. It reads texts that
 * the parser has accepted; on any other it ends early with what it found, and never throws.
 */

/** Line numbers (from 1) by dotted name, for tables and keys alike; the first mention counts. */
export type KeyLines = ReadonlyMap<string, number>;

export const keyLines = (toml: string): KeyLines => {
  const lines = new Map<string, number>();
  const reader = new Cursor(toml);
  let table: readonly string[] = [];
  while (reader.reachText()) {
    const line = reader.line;
    const brackets = reader.takeAll('[');
    const name = takeName(reader);
    if (name.length === 0) break;
    if (brackets > 0) {
      table = name;
      note(lines, table, line);
      if (reader.takeAll(']') !== brackets) break;
    } else {
      note(lines, [...table, ...name], line);
      if (!reader.take('=')) break;
      skipValue(reader, lines, [...table, ...name]);
    }
  }
  return lines;
};

/** Deeper names than `table.key` are none of ours, and noting each level of a very deep one would cost its square. */
const LEVELS_NOTED = 2;

const note = (lines: Map<string, number>, name: readonly string[], line: number): void => {
  for (let depth = 1; depth <= Math.min(name.length, LEVELS_NOTED); depth++) {
    const dotted = name.slice(0, depth).join('.');
    if (!lines.has(dotted)) lines.set(dotted, line);
  }
};

/** A dotted name: bare, "basic" or 'literal' parts. Empty where there is none. */
const takeName = (reader: Cursor): string[] => {
  const parts: string[] = [];
  do {
    reader.skipSpaces();
    const quoted = reader.match(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y);
    const part = quoted === undefined ? reader.match(/[A-Za-z0-9_-]+/y) : unquoted(quoted);
    if (part === undefined) return [];
    parts.push(part);
    reader.skipSpaces();
  } while (reader.take('.'));
  return parts;
};

const unquoted = (quoted: string): string => {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    // An escape that TOML knows and JSON does not; such a key is none of ours.
    return quoted.slice(1, -1);
  }
};

/** Passes over one value, noting the keys of inline tables. */
const skipValue = (reader: Cursor, lines: Map<string, number>, name: readonly string[]): void => {
  reader.skipSpaces();
  if (reader.match(STRING) !== undefined) return;
  if (reader.take('{'))
    skipItems(reader, '}', () => {
      const line = reader.line;
      const inner = takeName(reader);
      if (inner.length === 0 || !reader.take('=')) return false;
      note(lines, [...name, ...inner], line);
      skipValue(reader, lines, [...name, ...inner]);
      return true;
    });
  else if (reader.take('['))
    skipItems(reader, ']', () => {
      const before = reader.at;
      skipValue(reader, lines, name);
      return reader.at > before;
    });
  else reader.match(/[^,\]}#\n]*/y);
};

/** Items with commas between them until `close`; stops at the first that `skipItem` cannot read. */
const skipItems = (reader: Cursor, close: string, skipItem: () => boolean): void => {
  while (reader.reachText() && !reader.take(close)) {
    if (!skipItem()) return;
    reader.reachText();
    reader.take(',');
  }
};

/** The four kinds of TOML string; up to two quotes may stand before the closing three. */
const STRING =
  /"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}|'''(?:[^']|'{1,2}(?!'))*'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;

class Cursor {
  at = 0;
  line = 1;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** What the sticky `pattern` matches here, passed over. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    this.line += found.split('\n').length - 1;
    return found;
  }

  take(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  takeAll(character: string): number {
    let count = 0;
    while (this.take(character)) count++;
    return count;
  }

  skipSpaces(): void {
    this.match(/[ \t]*/y);
  }

  /** Passes over white space, line ends and comments; answers whether anything stands after them. */
  reachText(): boolean {
    this.match(/(?:\s|#[^\n]*)*/y);
    return this.at < this.#text.length;
  }
}
