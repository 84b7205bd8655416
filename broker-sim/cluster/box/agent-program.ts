/**
 * Where the agent's program lies, and the words with which Node is to run it: those of its own first line, as on a box. It starts
 * nothing.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const AGENT_PROGRAM = fileURLToPath(new URL('../../../agent/cli.js', import.meta.url));

const FIRST_LINE = /^#!\/usr\/bin\/env -S node (.+)\n/;

/**
 * The arguments of Node that run a program of the agent: flags for Node, then the file.
 * @throws {Error} where its first line does not say how it is run.
 */
export const nodeWordsFor = (program: string): string[] => {
  const flags = FIRST_LINE.exec(readFileSync(program, 'utf8'))?.[1];
  if (flags === undefined) throw new Error(`${program} does not say how Node is to run it`);
  return [...flags.split(' '), program];
};
