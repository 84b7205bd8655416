/** Changes one key of a configuration text and leaves every other line as it is, comments and all. It touches no file. */
import { keyLines } from './toml-lines.ts';

/** A value as TOML writes it. */
export const tomlValue = (value: string | number | boolean | readonly string[]): string =>
  JSON.stringify(value);

/**
 * The text with `table.leaf` set to `value`, which is TOML; in its place where it stands on a line of its own, else at the end of
 * its table, else in a table at the end. Undefined where its value runs over several lines.
 */
export const withKey = (toml: string, name: string, value: string): string | undefined => {
  const [table = '', leaf = ''] = name.split('.');
  const lines = toml.split('\n');
  const places = keyLines(toml);
  const at = places.get(name);
  const line = `${leaf} = ${value}`;
  if (at !== undefined) {
    const old = lines[at - 1] ?? '';
    if (!isWhole(old, leaf)) return undefined;
    lines[at - 1] = line;
    return lines.join('\n');
  }
  const head = places.get(table);
  if (head === undefined) return `${toml.trimEnd()}\n\n[${table}]\n${line}\n`;
  lines.splice(head, 0, line);
  return lines.join('\n');
};

/** `leaf = value`, and nothing of it on another line. */
const isWhole = (line: string, leaf: string): boolean => {
  const [key = '', ...rest] = line.split('=');
  const value = rest.join('=').trim();
  const isOpen =
    /^(?:"""|''')/.test(value) || (value.startsWith('[') && !/\]\s*(?:#.*)?$/.test(value));
  return key.trim() === leaf && value !== '' && !isOpen;
};
