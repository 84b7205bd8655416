/**
 * Compiles the card in user space, where there is a C compiler and ALSA's headers, once for all that use it. Owns the place
 * of what is compiled; what cards there are is `rig-cards.ts`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../house/tree.ts';

const SOURCES = join(ROOT, 'test/rig/sound-card');
const BUILT = join(ROOT, 'dist/test/rig/sound-card');

export type BuiltCard =
  | { readonly library: string; readonly absent?: never }
  /** Why there is none: a sentence for a skipped test. */
  | { readonly library?: never; readonly absent: string };

export const buildCard = (): BuiltCard => {
  if (process.platform !== 'linux') return { absent: 'the card in user space is of Linux' };
  const library = join(BUILT, 'libasound_module_pcm_loa_card.so');
  const files = readdirSync(SOURCES).filter((name) => /\.[ch]$/.test(name));
  const changedMs = Math.max(...files.map((name) => statSync(join(SOURCES, name)).mtimeMs));
  if (existsSync(library) && statSync(library).mtimeMs > changedMs) return { library };
  mkdirSync(BUILT, { recursive: true });
  const fresh = `${library}.${process.pid}`;
  const sources = files.filter((name) => name.endsWith('.c')).map((name) => join(SOURCES, name));
  const strict = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'];
  const { error, status, stderr } = spawnSync(
    'cc',
    [...strict, '-DPIC', '-fPIC', '-shared', '-o', fresh, ...sources, '-lasound'],
    { encoding: 'utf8' },
  );
  if (error) return { absent: 'there is no C compiler (sudo apt install build-essential)' };
  if (/asoundlib\.h|-lasound/.test(stderr)) {
    return { absent: 'ALSA cannot be built against (sudo apt install libasound2-dev)' };
  }
  if (status !== 0) throw new Error(`the card in user space does not compile:\n${stderr}`);
  renameSync(fresh, library);
  return { library };
};
