/** Reads the files that a configuration points at: the password, which only its owner may see, and the authorities. */
import { readFileSync, statSync } from 'node:fs';
import { Secret } from './values/secret.ts';

/** `says` completes a line of a `ConfigError`. */
export type FileRead<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly says: string };

const FILE_BYTES_MAX = 1_048_576;
const ACCESS_OF_OTHERS = 0o077;

/** The whole text of a file that nobody but its owner may read. */
export const readSecretText = (file: string): FileRead<string> => {
  const read = readSmall(file);
  if (!read.ok || (read.mode & ACCESS_OF_OTHERS) === 0) return read;
  const mode = (read.mode & 0o777).toString(8);
  return failed(`${file} has mode ${mode}, so others may read it; expected 600: chmod 600 ${file}`);
};

/** The first line of the file. */
export const readPassword = (file: string): FileRead<Secret> => {
  const read = readSecretText(file);
  if (!read.ok) return read;
  const password = read.value.split(/\r?\n/)[0] ?? '';
  return password === ''
    ? failed(`the first line of ${file} is empty, expected the password`)
    : right(password);
};

const right = (password: string): FileRead<Secret> => ({ ok: true, value: new Secret(password) });

export const readText = (file: string): FileRead<string> => readSmall(file);

export const readAuthorities = (file: string): FileRead<string> => {
  const read = readSmall(file);
  if (!read.ok) return read;
  if (!/-----BEGIN CERTIFICATE-----\s[\s\S]+-----END CERTIFICATE-----/.test(read.value)) {
    return failed(`${file} holds no certificate, expected PEM: -----BEGIN CERTIFICATE----- …`);
  }
  return { ok: true, value: read.value };
};

const failed = (says: string) => ({ ok: false, says }) as const;

const readSmall = (
  file: string,
): (FileRead<string> & { ok: false }) | { ok: true; value: string; mode: number } => {
  try {
    const { size, mode } = statSync(file);
    if (size > FILE_BYTES_MAX)
      return failed(`${file} has ${size} bytes, expected at most ${FILE_BYTES_MAX}`);
    return { ok: true, value: readFileSync(file, 'utf8'), mode };
  } catch (error) {
    return failed(`cannot read ${file}: ${cause(error)}`);
  }
};

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
};

/** An error of the file system in words. */
export const cause = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code;
  return (code !== undefined ? CAUSES[code] : undefined) ?? code ?? String(error);
};
