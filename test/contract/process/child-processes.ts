/** What the kernel (Linux) knows of processes, for tests that end other people's children. */
import { readdirSync, readFileSync } from 'node:fs';

/** State letter and parent of a process; undefined where there is none. */
const statOf = (pid: number): { readonly state: string; readonly parent: number } | undefined => {
  try {
    // The name in brackets may hold anything, brackets too.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { state: fields[0] ?? '', parent: Number(fields[1]) };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
};

/** A process that nobody has collected yet does not live. */
export const isAlive = (pid: number): boolean =>
  !['Z', 'X', undefined].includes(statOf(pid)?.state);

export const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent && isAlive(pid));
