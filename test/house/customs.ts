/** Customs of the house that neither the compiler nor the linter sees: names, lengths, places and the lock file. */
import { posix } from 'node:path';
import type { TreeFile } from './tree.ts';

const LINES_MAX = 300;
const DRAWER =
  /(?:^|[/-])(?:utils?|helpers?|manager|common|misc|types|index|lib)(?:\/|(?:\.test|\.d)?\.ts$)/;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|d))?\.ts$/;

/** A source file that is two things, or is named for none. */
export const misshapen = ({ path, text }: TreeFile): string[] => {
  const lines = text.split('\n').length - 1;
  return [
    ...(lines > LINES_MAX ? [`${path}: ${lines} lines, more than ${LINES_MAX}`] : []),
    ...(KEBAB.test(posix.basename(path)) ? [] : [`${path}: not in kebab-case`]),
    ...(DRAWER.test(path) ? [`${path}: the name of a drawer, not of a thing`] : []),
  ];
};

/** Folders of somebody's own machine; and climbs from a file's folder to above the root. */
const PLACES = [
  /(?<![\w.)}*-])\/(?:home|Users|root|work|workspace)\/[\w.-]*/g,
  /(?<![\w./])(?:\.\.\/)+[\w.-]*/g,
];

/** Mentions of a place outside the repository. */
export const strangePlaces = ({ path, text }: TreeFile): string[] =>
  PLACES.flatMap((place) => [...text.matchAll(place)])
    .map(([mention]) => mention)
    .filter((mention) => posix.isAbsolute(mention) || climbsOut(path, mention))
    .map((mention) => `${path}: speaks of ${mention}`);

/** A compiled file lies one folder deeper, in dist/, and may say so of its own place. */
const climbsOut = (path: string, mention: string): boolean => {
  const folder = posix.join(path.endsWith('.ts') ? 'dist' : '', posix.dirname(path));
  return posix.join(folder, mention).startsWith('..');
};

/** Addresses in a lock file, other than where to give money: each would tie the house to one registry. */
export const lockedAddresses = (lockFile: string): string[] => {
  const { packages } = JSON.parse(lockFile) as { packages: Record<string, object> };
  return Object.entries(packages).flatMap(([path, fields]) =>
    Object.entries(fields)
      .filter(([field, value]) => field !== 'funding' && JSON.stringify(value).includes('://'))
      .map(([field]) => `${path}: ${field} holds an address`),
  );
};
