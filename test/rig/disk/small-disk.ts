/** A file system of its own for some commands: a tmpfs in a mount namespace, of any size, that may be mounted read-only in between. */
import { spawnSync } from 'node:child_process';

const UNSHARE = ['--map-root-user', '--mount'];

/** Runs a shell script with a tmpfs mounted at `at`, by these options; the script knows `at` as `$1`, and `words` from `$2` on. */
export const onSmallDisk = (
  at: string,
  options: string,
  script: string,
  words: readonly string[],
): { readonly stdout: string; readonly stderr: string } =>
  spawnSync(
    'unshare',
    [
      ...[...UNSHARE, 'sh', '-c', `mount -t tmpfs -o ${options} tmpfs "$1" && ${script}`],
      ...['sh', at, ...words],
    ],
    { encoding: 'utf8' },
  );

/** Why this machine cannot have such a file system at `at`, or false where it can. */
export const noSmallDisk = (at: string): string | false => {
  const tried = spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'tmpfs', at], {
    encoding: 'utf8',
  });
  if (tried.status === 0) return false;
  const why = tried.error?.message ?? tried.stderr.trim();
  return `kernel: unshare and mount are needed for a disk of its own, and here: ${why}`;
};
