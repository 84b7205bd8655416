/**
 * Starts the village's time server as a commune's gateway is: apart from broker and head-end, so that what they do meanwhile
 * does not make its answers wait.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./time-server-child.js', import.meta.url));

export interface TimeServerProcess {
  /** As `time.server` of a box takes it. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws {Error} where it ends before it serves. */
export const startTimeServerProcess = async (): Promise<TimeServerProcess> => {
  const child = fork(CHILD, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const begun = once(child, 'message') as Promise<[{ readonly url: string }]>;
  const first = await Promise.race([begun, ended.then(() => undefined)]);
  if (first === undefined) throw new Error('the time server ended before it served');
  return {
    url: first[0].url,
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};
