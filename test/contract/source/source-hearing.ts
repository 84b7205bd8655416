/** Listens to a source: all its packets, what it told of trouble, and which processes it left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import type {
  OnTrouble,
  OpusSource,
  SourceFrame,
  SourceTrouble,
} from '../../../broker-sim/source/opus-source.ts';

export interface Heard {
  readonly frames: readonly SourceFrame[];
  readonly failed: boolean;
  readonly troubles: readonly SourceTrouble[];
}

/** Hears a source to its end, and closes it. */
export const hearOut = async (open: (onTrouble: OnTrouble) => OpusSource): Promise<Heard> => {
  const troubles: SourceTrouble[] = [];
  const source = open((trouble) => troubles.push(trouble));
  const frames: SourceFrame[] = [];
  for (;;) {
    const item = await source.next();
    if (item.is === 'end') {
      await source.close();
      return { frames, failed: item.failed, troubles };
    }
    frames.push(item);
  }
};

/** Command lines of the processes of this machine in which `text` stands, but for our own. */
export const processesMentioning = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map((pid) => commandLine(pid))
    .filter((line) => line.includes(text));

/** Process ids and command lines of the children of process `parent`. */
export const childrenOf = (parent: number): { pid: number; line: string }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map((pid) => ({ pid: Number(pid), line: commandLine(pid) }))
    .filter(({ line }) => line !== '');

/** Fourth field of `stat`; the second, a name in brackets, may hold anything. */
const parentOf = (pid: string): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended while the list was read.
    return undefined;
  }
};

const commandLine = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    // It ended while the list was read.
    return '';
  }
};

/** Runs `act` where no program can be found by name. */
export const withoutPrograms = async <T>(act: () => Promise<T>): Promise<T> => {
  const path = process.env['PATH'];
  process.env['PATH'] = '/nonexistent';
  try {
    return await act();
  } finally {
    process.env['PATH'] = path;
  }
};
