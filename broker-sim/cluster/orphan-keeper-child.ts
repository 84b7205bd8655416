/** The program of the orphan keeper: reads `+pid` and `-pid` on standard input, and at its end stops whoever is left. */
import { createInterface } from 'node:readline';
import { setTimeout as pass } from 'node:timers/promises';
import { STOP_WITHIN_MS } from './box/box-process.ts';

const LOOK_EVERY_MS = 100;

const watched = new Set<number>();

/** False where there is no such process any more. */
const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    // ESRCH: it has ended meanwhile.
    return false;
  }
};

// Whoever started this may be ended from the terminal; that is when it is needed.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (!Number.isSafeInteger(pid) || pid <= 1) continue;
  if (line.startsWith('+')) watched.add(pid);
  if (line.startsWith('-')) watched.delete(pid);
}

const left = (): number[] => [...watched].filter((pid) => signal(pid, 0));
for (const pid of left()) signal(pid, 'SIGTERM');
const deadlineMs = performance.now() + STOP_WITHIN_MS;
while (left().length > 0 && performance.now() < deadlineMs) await pass(LOOK_EVERY_MS);
for (const pid of left()) signal(pid, 'SIGKILL');
