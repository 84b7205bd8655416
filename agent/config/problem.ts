/** What is wrong with a configuration, in one line for each thing, for the person who wrote the file. */
import { plain, type Say } from '../core/console/phrases/language.ts';

export interface Problem {
  /** From 1; absent where it is about no line in particular, such as a key that is missing. */
  readonly line?: number;
  /** Dotted name of the key or table; absent where the file as a whole is meant. */
  readonly key?: string;
  /** What was found, and what is expected or what to do. */
  readonly says: Say;
  /** Nothing stands where something must. */
  readonly isMissing?: true;
}

/** More than this are counted, not told. */
const PROBLEMS_TOLD_MAX = 25;

/** All that is wrong with one file. `lines` are ready to print. */
export class ConfigError extends Error {
  readonly file: string;
  /** Never empty. */
  readonly problems: readonly Problem[];
  readonly lines: readonly string[];

  constructor(file: string, problems: readonly Problem[]) {
    const told = problems.slice(0, PROBLEMS_TOLD_MAX).map((problem) => sentence(file, problem));
    const untold = problems.length - told.length;
    const lines = untold === 0 ? told : [...told, `${file}: and ${untold} more`];
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.file = file;
    this.problems = problems;
    this.lines = lines;
  }

  /** The first, for somebody at the console: with the file where there is a line in it to look at. */
  get first(): Say {
    const [problem] = this.problems;
    return problem === undefined ? plain('') : problemSays(this.file, problem);
  }
}

/** For somebody at the console. */
export const problemSays = (file: string, problem: Problem): Say => {
  const { line, key } = problem;
  const place = line === undefined ? [] : [`${file}:${line}`];
  const at = [...place, ...(key === undefined ? [] : [shownKey(key)])].map((part) => `${part}: `);
  return { vi: `${at.join('')}${problem.says.vi}`, en: `${at.join('')}${problem.says.en}` };
};

const sentence = (file: string, { line, key, says }: Problem): string => {
  const place = line === undefined ? file : `${file}:${line}`;
  return key === undefined ? `${place}: ${says.en}` : `${place}: ${shownKey(key)}: ${says.en}`;
};

const KEY_CHARS_MAX = 80;

/** On one line and bounded, whatever somebody wrote between quotes. */
const shownKey = (key: string): string => {
  const bounded = key.length <= KEY_CHARS_MAX ? key : `${key.slice(0, KEY_CHARS_MAX)}…`;
  return /^[\w.…-]+$/.test(bounded) ? bounded : JSON.stringify(bounded);
};
