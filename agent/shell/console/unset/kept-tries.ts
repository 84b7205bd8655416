/**
 * Wrong PINs in a row at a box that cannot start, beside its PIN: cutting the power makes no try free. A box that lives keeps its own
 * count in its store, which is not opened here.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { replaceFile } from '../../store/durable-file.ts';

const fileOf = (pinFile: string): string => `${pinFile}.tries`;

/** What is no count was cut short while one was written: then there was a try. */
export const readTries = (pinFile: string): number => {
  try {
    const count = Number(readFileSync(fileOf(pinFile), 'utf8'));
    return Number.isSafeInteger(count) && count > 0 ? count : 1;
  } catch {
    // Nobody has mistyped.
    return 0;
  }
};

/** @throws where it cannot be kept. */
export const keepTries = async (pinFile: string, count: number): Promise<void> => {
  if (count === 0) await rm(fileOf(pinFile), { force: true });
  else await replaceFile(fileOf(pinFile), `${count}\n`);
};
