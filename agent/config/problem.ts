/** What is wrong with a configuration, in one line for each thing, for the person who wrote the file. */

export interface Problem {
  /** From 1; absent where it is about no line in particular, such as a key that is missing. */
  readonly line?: number;
  /** Dotted name of the key or table; absent where the file as a whole is meant. */
  readonly key?: string;
  /** What was found, and what is expected or what to do. */
  readonly says: string;
}

/** More than this are counted, not told. */
const PROBLEMS_TOLD_MAX = 25;

/** All that is wrong with one file. `lines` are ready to print. */
export class ConfigError extends Error {
  readonly lines: readonly string[];

  constructor(file: string, problems: readonly Problem[]) {
    const told = problems.slice(0, PROBLEMS_TOLD_MAX).map((problem) => sentence(file, problem));
    const untold = problems.length - told.length;
    const lines = untold === 0 ? told : [...told, `${file}: and ${untold} more`];
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

const sentence = (file: string, { line, key, says }: Problem): string => {
  const place = line === undefined ? file : `${file}:${line}`;
  return key === undefined ? `${place}: ${says}` : `${place}: ${shownKey(key)}: ${says}`;
};

const KEY_CHARS_MAX = 80;

/** On one line and bounded, whatever somebody wrote between quotes. */
const shownKey = (key: string): string => {
  const bounded = key.length <= KEY_CHARS_MAX ? key : `${key.slice(0, KEY_CHARS_MAX)}…`;
  return /^[\w.…-]+$/.test(bounded) ? bounded : JSON.stringify(bounded);
};
