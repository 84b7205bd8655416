/** The files of the repository as they lie on disk, without what was installed, built or played. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiled to dist/test/house/, so the repository is three folders up. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const NOT_OURS = new Set(['.git', 'dist', 'node_modules', 'out']);
const BINARY = /\.(?:bin|gif|jpe?g|mp3|ogg|opus|png|wav)$/;

/** A file by its path from the root, with slashes. */
export interface TreeFile {
  readonly path: string;
  readonly text: string;
}

/** Paths of every file, from the root. */
export const paths = (folder = ROOT): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (NOT_OURS.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return paths(path);
      return entry.isFile() ? [relative(ROOT, path).split(sep).join('/')] : [];
    })
    .sort();

export const read = (path: string): TreeFile => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
});

/** Every text file. */
export const texts = (): TreeFile[] =>
  paths()
    .filter((path) => !BINARY.test(path))
    .map(read);

/** Every source file of the four rooms. */
export const sources = (): TreeFile[] =>
  paths()
    .filter((path) => /^(?:agent|broker-sim|hw|test)\/.*\.ts$/.test(path))
    .map(read);
