/** A disk whose every fsync takes its time, under one process: a library made here by the C compiler of the machine. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../house/tree.ts';

/** Words to run a program by, on a disk of which each fsync takes `ms` longer; or why that cannot be had here. */
export const slowDisk = (folder: string, ms: number): readonly string[] | string => {
  const library = join(folder, 'slow-fsync.so');
  const source = join(ROOT, 'test/e2e/slow-fsync.c');
  const words = ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'];
  const made = spawnSync('cc', words, { encoding: 'utf8' });
  if (made.status !== 0) {
    const why = made.error?.message ?? made.stderr.trim();
    return `a slow disk needs a C compiler (apt install build-essential), and here: ${why}`;
  }
  return ['env', `LD_PRELOAD=${library}`, `SLOW_FSYNC_MS=${ms}`];
};
