/** Who may import whom (docs/ARCHITECTURE): main -> shell -> {core, hw/ports}, drivers under ports, and the core alone. */
import { posix } from 'node:path';
import { COMPUTED, importsOf } from './imports.ts';
import type { TreeFile } from './tree.ts';

interface Layer {
  /** The files of the layer; the first layer that matches a path is its own. */
  readonly files: RegExp;
  /** The paths that it may import, its own folder apart. */
  readonly mayImport: RegExp;
  /** The packages that it may import; Node's own count by their `node:`. */
  readonly packages: RegExp;
}

const NOTHING = /^(?!)/;
const ANY = /^/;

const LAYERS: readonly Layer[] = [
  { files: /^agent\/core\//, mayImport: /^agent\/core\//, packages: NOTHING },
  {
    files: /^agent\/config\//,
    mayImport: /^agent\/(?:config|core)\//,
    packages: /^(?:node:|smol-toml$)/,
  },
  {
    files: /^agent\/shell\//,
    mayImport: /^(?:agent\/(?:shell|config|core)|hw)\//,
    packages: ANY,
  },
  { files: /^agent\//, mayImport: /^(?:agent|hw)\//, packages: ANY },
  { files: /^hw\/ports\.ts$/, mayImport: /^agent\/core\/vocabulary\.ts$/, packages: NOTHING },
  {
    // Beside its own folder a driver sees the files that lie directly in hw/, ports.ts first, and the native addon.
    files: /^hw\//,
    mayImport: /^(?:hw\/[^/]+|hw\/native\/load\.ts|agent\/core\/playout\/opus-decoder\.ts)$/,
    packages: /^(?:node:|(?:modbus-serial|opusscript|serialport|speaker)$)/,
  },
  {
    files: /^broker-sim\//,
    mayImport:
      /^(?:broker-sim\/|agent\/core\/(?:wire\/|(?:trust\/chain|vocabulary|limits|refusal|ed25519)\.ts$))/,
    packages: ANY,
  },
  { files: /^test\//, mayImport: ANY, packages: ANY },
];

/** What is wrong with a file's imports, a sentence each. */
export const wrongImports = (file: TreeFile): string[] => {
  const layer = LAYERS.find(({ files }) => files.test(file.path));
  if (layer === undefined) return [`${file.path}: belongs to no layer`];
  return importsOf(file)
    .filter((specifier) => !mayImport(layer, file.path, specifier))
    .map((specifier) => `${file.path}: may not import ${specifier}`);
};

const mayImport = (layer: Layer, from: string, specifier: string): boolean => {
  if (specifier === COMPUTED || posix.isAbsolute(specifier)) return layer.mayImport === ANY;
  if (!specifier.startsWith('.')) return layer.packages.test(specifier);
  const target = posix.join(posix.dirname(from), specifier);
  const ownFolder = /^hw\/[^/]+\//.exec(from)?.[0];
  if (ownFolder !== undefined && target.startsWith(ownFolder)) return true;
  return layer.mayImport.test(target);
};
