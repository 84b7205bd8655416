/** One `loa-agent` process: started, stopped by its process id, and what its log said last. It knows nothing of sound. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { AGENT_PROGRAM, nodeWordsFor } from './agent-program.ts';
import type { BoxFiles } from './box-files.ts';
import type { OrphanKeeper } from '../orphan-keeper.ts';

/** An agent cuts its own shutdown short after 5 s; what is still there after this does not react any more. */
export const STOP_WITHIN_MS = 8_000;

export interface BoxEnd {
  /** null where a signal ended it, or it never began. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It ended after it was told to. */
  readonly wasTold: boolean;
  /** It did not stop when it was told to, and was killed. */
  readonly wasStuck: boolean;
}

export interface BoxProcess {
  readonly id: string;
  readonly files: BoxFiles;
  /** undefined where it could not be started: `ended` says so at once. */
  readonly pid: number | undefined;
  /** Never rejects. */
  readonly ended: Promise<BoxEnd>;
  /** How it ended, once it has. */
  readonly end: BoxEnd | undefined;
  /** SIGTERM, and SIGKILL where that does not help in time. Idempotent. */
  stop(): Promise<BoxEnd>;
  /** SIGKILL, now. */
  kill(): void;
}

/** Its configuration must be written already. Both its outputs go to its log file, so nothing here can hold it up. */
export const startBox = async (
  id: string,
  files: BoxFiles,
  keeper: OrphanKeeper,
): Promise<BoxProcess> => {
  const log = await open(files.logFile, 'w');
  const words = [...nodeWordsFor(AGENT_PROGRAM), 'run', '--config', files.configFile];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', log.fd, log.fd],
    // A session of its own: Ctrl-C on the terminal reaches loa-sim alone, which then stops the boxes in good order.
    detached: true,
  });
  const { pid } = child;
  let end: BoxEnd | undefined;
  let wasTold = false;
  let wasStuck = false;
  if (pid !== undefined) keeper.watch(pid);
  const ended = new Promise<BoxEnd>((resolve) => {
    const over = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
      if (pid !== undefined) keeper.forget(pid);
      end ??= { exitCode, signal, wasTold, wasStuck };
      resolve(end);
    };
    child.once('exit', over);
    child.on('error', () => {
      if (pid === undefined) over(null, null);
    });
  });
  // Only now: until it was watched, nobody would have ended it, nor heard that it has ended.
  await log.close().catch(() => undefined);
  return {
    id,
    files,
    pid,
    ended,
    get end() {
      return end;
    },
    stop: async () => {
      if (end !== undefined) return end;
      wasTold = true;
      child.kill('SIGTERM');
      const deadline = setTimeout(() => {
        wasStuck = true;
        child.kill('SIGKILL');
      }, STOP_WITHIN_MS);
      try {
        return await ended;
      } finally {
        clearTimeout(deadline);
      }
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
