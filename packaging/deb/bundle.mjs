// Makes a program of each entry and all that it imports, so that a start reads few blocks of an SD card: what several share, and what is
// loaded only when it is wanted, are files beside it. So the agent has its relays off before it reads the megabyte that the rest of it
// is. Native modules stay files of their own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What a module has not, and packages of the older kind need: those of the serial port ask for both as they are loaded. */
const BANNER =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url); const __dirname = new URL('.', import.meta.url).pathname;";

/** `programs`: entries by their names. Answers the folders of the packages that went into them. */
export const bundle = async ({ root, programs, outdir }) => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    alias: { 'node-gyp-build': './packaging/deb/serialport-addon.cjs' },
    external: ['speaker', 'opusscript', './serialport.node'],
    banner: { js: BANNER },
  });
  const folders = Object.keys(metafile.inputs)
    .map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
};

/** What Debian's copyright file says of each package that is in a bundle: name, version, licence, and its text. */
export const licencesOf = (root, folders) =>
  folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      );
      const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
      const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim();
      return `${name} ${version}: ${license}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(72)}\n\n`);
