/** The version of this package, as `package.json` states it. */
import { readFileSync } from 'node:fs';

/** Seen from `dist/broker-sim`, where this runs. */
const MANIFEST = new URL('../../package.json', import.meta.url);

export const packageVersion = (): string => {
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { readonly version: string };
  return version;
};
