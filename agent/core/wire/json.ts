/** JSON from outside: an object, or undefined. */

const utf8 = new TextDecoder('utf-8', { fatal: true });

export const parseJsonObject = (bytes: Uint8Array): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Not UTF-8 or not JSON: the caller has the code for it.
    return undefined;
  }
};
