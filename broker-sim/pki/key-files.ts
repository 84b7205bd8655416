/** Writes keys and certificates, so that a key is never readable by anybody but its owner, not even for a moment. */
import { rm, writeFile } from 'node:fs/promises';

const OWNER_ALONE = 0o600;

/** Removed first: a file that existed would keep its old mode, and a link would be followed. */
export const writeSecret = async (file: string, text: string): Promise<void> => {
  await rm(file, { force: true });
  await writeFile(file, text, { mode: OWNER_ALONE, flag: 'wx' });
};

export const writePublic = (file: string, text: string): Promise<void> => writeFile(file, text);
