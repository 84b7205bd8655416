/** JSON from outside: an object whose every member is named once, or undefined. */

/** Of a value that JSON or TOML gave: with members, and no list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const utf8 = new TextDecoder('utf-8', { fatal: true });

export const parseJsonObject = (
  bytes: Uint8Array,
): Readonly<Record<string, unknown>> | undefined => {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    return isObject(value) && !hasTwins(text, value) ? value : undefined;
  } catch {
    // Not UTF-8 or not JSON: the caller has the code for it.
    return undefined;
  }
};

/**
 * Whether a member is named twice: of two readers one would take the first and the other the last, and what was shown to
 * whoever signed need not be what a box does. Every colon outside a string is a member, and `JSON.parse` keeps one of twins.
 */
const hasTwins = (text: string, value: object): boolean => {
  const withoutStrings = text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '');
  let named = 0;
  for (const character of withoutStrings) if (character === ':') named += 1;
  let kept = 0;
  const unseen: object[] = [value];
  for (let next = unseen.pop(); next !== undefined; next = unseen.pop()) {
    const children: unknown[] = Object.values(next);
    if (!Array.isArray(next)) kept += children.length;
    for (const child of children) {
      if (typeof child === 'object' && child !== null) unseen.push(child);
    }
  }
  return named !== kept;
};
