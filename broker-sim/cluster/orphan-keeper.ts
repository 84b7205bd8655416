/**
 * Sees to it that no box outlives this process, however this process ends: a child in a session of its own holds the
 * list of boxes, and stops them when the pipe from here closes. A handler in here would not run after a SIGKILL.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const KEEPER_PROGRAM = fileURLToPath(new URL('./orphan-keeper-child.js', import.meta.url));

export interface OrphanKeeper {
  watch(pid: number): void;
  /** It has ended: its number may soon be another's. */
  forget(pid: number): void;
  /** Ends the keeper, and with it whatever is still watched. */
  close(): Promise<void>;
}

export const startOrphanKeeper = (): OrphanKeeper => {
  const child = spawn(process.execPath, [KEEPER_PROGRAM], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  // A keeper that is gone keeps nobody; the run itself stops its boxes all the same.
  child.stdin.on('error', () => undefined);
  return {
    watch: (pid) => {
      child.stdin.write(`+${pid}\n`);
    },
    forget: (pid) => {
      child.stdin.write(`-${pid}\n`);
    },
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
};
