/**
 * A configuration on trial: unless a technician confirms it in time, the one before it comes back by itself, also where the agent was
 * started again meanwhile. Three files beside each other:
 *
 *     FILE          the configuration, on trial
 *     FILE.before   the one that comes back
 *     FILE.trial    for how many minutes, and how often the agent has been started with it
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** Started once more than by the commit itself, it has crashed, or the power was cut: the old one comes back. */
const STARTS_MAX = 1;

interface Trial {
  readonly minutes: number;
  readonly starts: number;
}

/**
 * To be called before the configuration is read. Answers whether the one before it is in its place again.
 * @throws where the files cannot be written.
 */
export const startTrial = (file: string): boolean => {
  const trial = readTrial(file);
  if (trial === undefined) return false;
  if (trial.starts >= STARTS_MAX) {
    returnBefore(file);
    return true;
  }
  write(`${file}.trial`, JSON.stringify({ ...trial, starts: trial.starts + 1 }), file);
  return false;
};

/** Puts `toml` on trial for so many minutes. @throws where the files cannot be written; then nothing has changed. */
export const beginTrial = (file: string, toml: string, minutes: number): void => {
  write(`${file}.new`, toml, file);
  write(`${file}.before`, readFileSync(file, 'utf8'), file);
  write(`${file}.trial`, JSON.stringify({ minutes, starts: 0 }), file);
  renameSync(`${file}.new`, file);
};

/** Answers whether there was one. */
export const confirmTrial = (file: string): boolean => {
  if (readTrial(file) === undefined) return false;
  rmSync(`${file}.trial`, { force: true });
  rmSync(`${file}.before`, { force: true });
  return true;
};

export const returnBefore = (file: string): void => {
  renameSync(`${file}.before`, file);
  rmSync(`${file}.trial`, { force: true });
};

export const isOnTrial = (file: string): boolean => readTrial(file) !== undefined;

/** For how long the one that is on trial may run unconfirmed; undefined where none is. */
export const trialMinutes = (file: string): number | undefined => readTrial(file)?.minutes;

const readTrial = (file: string): Trial | undefined => {
  try {
    // Without the one before it there is nothing that could come back.
    statSync(`${file}.before`);
    const { minutes, starts } = JSON.parse(readFileSync(`${file}.trial`, 'utf8')) as Partial<Trial>;
    return Number.isInteger(minutes) && Number.isInteger(starts)
      ? { minutes: Number(minutes), starts: Number(starts) }
      : undefined;
  } catch {
    return undefined;
  }
};

/** With the access that the configuration has. */
const write = (path: string, text: string, like: string): void => {
  writeFileSync(path, text, { mode: statSync(like).mode & 0o777 });
};
