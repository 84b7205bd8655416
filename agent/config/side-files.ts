/** Reads the files that a configuration points at: the password, which only its owner may see, and the authorities. */
import { readFileSync, statSync } from 'node:fs';
import { plain, type Say } from '../core/console/phrases/language.ts';
import { FILE_CAUSES, FILE_PHRASES as SAYS } from './problem-phrases.ts';
import { Secret } from './values/secret.ts';

/** `says` completes a line of a `ConfigError`. */
export type FileRead<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly says: Say };

const FILE_BYTES_MAX = 1_048_576;
const ACCESS_OF_OTHERS = 0o077;

/** The whole text of a file that nobody but its owner may read. */
export const readSecretText = (file: string): FileRead<string> => {
  const read = readSmall(file);
  if (!read.ok || (read.mode & ACCESS_OF_OTHERS) === 0) return read;
  const mode = (read.mode & 0o777).toString(8);
  return failed(SAYS.open(file, mode));
};

/** The first line of the file. */
export const readPassword = (file: string): FileRead<Secret> => {
  const read = readSecretText(file);
  if (!read.ok) return read;
  const password = read.value.split(/\r?\n/)[0] ?? '';
  return password === '' ? failed(SAYS.noPassword(file)) : right(password);
};

const right = (password: string): FileRead<Secret> => ({ ok: true, value: new Secret(password) });

export const readText = (file: string): FileRead<string> => readSmall(file);

export const readAuthorities = (file: string): FileRead<string> => {
  const read = readSmall(file);
  if (!read.ok) return read;
  if (!/-----BEGIN CERTIFICATE-----\s[\s\S]+-----END CERTIFICATE-----/.test(read.value)) {
    return failed(SAYS.noCertificate(file));
  }
  return { ok: true, value: read.value };
};

const failed = (says: Say) => ({ ok: false, says }) as const;

const readSmall = (
  file: string,
): (FileRead<string> & { ok: false }) | { ok: true; value: string; mode: number } => {
  try {
    const { size, mode } = statSync(file);
    if (size > FILE_BYTES_MAX) return failed(SAYS.tooLarge(file, size, FILE_BYTES_MAX));
    return { ok: true, value: readFileSync(file, 'utf8'), mode };
  } catch (error) {
    return failed(SAYS.unread(file, cause(error)));
  }
};

/** An error of the file system in words. */
export const cause = (error: unknown): Say => {
  const code = (error as NodeJS.ErrnoException).code;
  return (code !== undefined ? FILE_CAUSES[code] : undefined) ?? plain(code ?? String(error));
};
