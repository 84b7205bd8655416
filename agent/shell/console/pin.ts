/**
 * The PIN of a box, kept as a scrypt hash in a file of its own. N = 2^13, r = 8, p = 10 is as hard to guess as the usual
 * N = 2^17, p = 1, but takes 8 MiB for a quarter of a second instead of 128 MiB (docs/decisions/0031-console-pin.md).
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../store/durable-file.ts';

const COST = { N: 2 ** 13, r: 8, p: 10, maxmem: 32 * 1_048_576 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * Writes the hash, readable by its owner alone: whoever owns the folder, because root may set what the agent must read.
 * It is on the disk before the old one is gone. @throws where the file cannot be written.
 */
export const setPin = async (file: string, pin: string): Promise<void> => {
  const salt = randomBytes(SALT_BYTES);
  const hash = await hashOf(pin, salt);
  const line = `scrypt:${COST.N}:${COST.r}:${COST.p}:${salt.toString('base64url')}:${hash.toString('base64url')}\n`;
  const owner = process.geteuid?.() === 0 ? await stat(dirname(file)) : undefined;
  await replaceFile(file, line, owner);
};

/** `unset`: there is no PIN, or what is kept is none of ours. Hashes on Node's thread pool; the loop goes on meanwhile. */
export const checkPin = async (file: string, pin: string): Promise<'right' | 'wrong' | 'unset'> => {
  const kept = await readPin(file);
  if (kept === undefined) return 'unset';
  const hash = await hashOf(pin, kept.salt);
  return timingSafeEqual(hash, kept.hash) ? 'right' : 'wrong';
};

/** Whether one is set that could be right. */
export const hasPin = async (file: string): Promise<boolean> => (await readPin(file)) !== undefined;

interface KeptPin {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const readPin = async (file: string): Promise<KeptPin | undefined> => {
  const line = await readFile(file, 'utf8').catch(() => '');
  const [kind, n, r, p, salt = '', hash = ''] = line.trim().split(':');
  const isOurs = kind === 'scrypt' && n === `${COST.N}` && r === `${COST.r}` && p === `${COST.p}`;
  const kept = { salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
  const isWhole = kept.salt.length === SALT_BYTES && kept.hash.length === HASH_BYTES;
  return isOurs && isWhole ? kept : undefined;
};

/** One text however it was typed: NFC. */
const hashOf = (pin: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFC'), salt, HASH_BYTES, COST, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
