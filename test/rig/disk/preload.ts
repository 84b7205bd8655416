/** Libraries that put themselves before the C library of one process, made here by the C compiler of the machine. */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { ROOT } from '../../house/tree.ts';

/** Words to run a program by with `source` (from the root of the house) before its C library, and `settings`; or why that cannot be had here. */
export const preloading = (
  folder: string,
  source: string,
  settings: readonly string[],
): readonly string[] | string => {
  const library = join(folder, `${basename(source, '.c')}.so`);
  const words = ['-shared', '-fPIC', '-O1', '-o', library, join(ROOT, source), '-ldl'];
  const made = spawnSync('cc', words, { encoding: 'utf8' });
  if (made.status === 0) return ['env', `LD_PRELOAD=${library}`, ...settings];
  const why = made.error?.message ?? made.stderr.trim();
  return `a disk that is watched needs a C compiler (apt install build-essential), and here: ${why}`;
};
