/** Makes the folder that a command writes into. */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserMistake } from './user-mistake.ts';

/**
 * Makes `folder` and what is missing above it. Not by `mkdir`'s own `recursive`: where a file system answers ENOENT for ever
 * (/proc), Node 20 tries for ever, and takes all memory with it.
 * @throws {UserMistake} where it cannot be made.
 */
export const makeOutFolder = async (folder: string): Promise<void> => {
  try {
    await make(path.resolve(folder));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`cannot write to ${folder} (${code}): name another folder with --out`, {
      cause: error,
    });
  }
};

const make = async (folder: string): Promise<void> => {
  if (await isFolder(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) await make(above);
  await mkdir(folder);
};

const isFolder = async (folder: string): Promise<boolean> => {
  try {
    return (await stat(folder)).isDirectory();
  } catch {
    // Not there, or not to be looked at: making it will say why.
    return false;
  }
};
