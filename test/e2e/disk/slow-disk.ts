/** A disk whose every fsync takes its time, under one process. */
import { preloading } from '../../rig/disk/preload.ts';

/** Words to run a program by, on a disk of which each fsync takes `ms` longer; or why that cannot be had here. */
export const slowDisk = (folder: string, ms: number): readonly string[] | string =>
  preloading(folder, 'test/rig/disk/slow-fsync.c', [`SLOW_FSYNC_MS=${ms}`]);
