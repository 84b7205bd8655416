/** The version of this package, as `package.json` states it. */
import { readFileSync } from 'node:fs';

/** Looks upwards from this module, because it lies at another depth once it is compiled. */
export const packageVersion = (): string => {
  for (let above = '.'; above.length < 32; above += '/..') {
    const found = versionIn(new URL(`${above}/package.json`, import.meta.url));
    if (found !== undefined) return found;
  }
  throw new Error('no package.json of loa above this module');
};

const versionIn = (file: URL): string | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // None here: look further up.
    return undefined;
  }
  const { name, version } = json as Record<string, unknown>;
  return name === 'loa' && typeof version === 'string' ? version : undefined;
};
