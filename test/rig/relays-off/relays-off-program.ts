/** The program `relays-off` as this build has it, run by a plan as the service runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../house/tree.ts';

export const RELAYS_OFF = join(ROOT, 'dist/hw/native/relays-off');

/** Why it cannot be run, in a sentence, or false. */
export const skipWithoutRelaysOff: string | false = existsSync(RELAYS_OFF)
  ? false
  : 'relays-off was not built (build-essential)';

/** One that hangs is a red test, and not a test that hangs. */
const GIVEN_UP_MS = 10_000;

export interface RelaysOffRun {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
  readonly tookMs: number;
}

/** @param environment beside that of this process */
export const runRelaysOff = async (
  plan: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RelaysOffRun> => {
  const startedMs = performance.now();
  const child = spawn(RELAYS_OFF, [plan], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
    timeout: GIVEN_UP_MS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { status, signal, said, tookMs: performance.now() - startedMs };
};
