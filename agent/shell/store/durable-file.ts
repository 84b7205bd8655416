/** Files that a power cut leaves whole, either as they were or as they are now. On Node's thread pool: an SD card may take seconds. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whose a file is to be; absent: of whoever writes it. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Readable by its owner alone. @throws where it cannot be written; then it is not there. */
export const writeDurably = async (file: string, text: string, owner?: Owner): Promise<void> => {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
  } catch (error) {
    // Half a file is of no use, and on a full disk its room is.
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
};

/** A rename is durable only once its directory is (fsync(2), NOTES). */
export const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** `text` in place of what was there, at once. @throws where it cannot be written; then it is as it was. */
export const replaceFile = async (file: string, text: string, owner?: Owner): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeDurably(`${file}.new`, text, owner);
  await rename(`${file}.new`, file);
  await syncDirectory(dirname(file));
};
