/**
 * The list of who may be at a broker, as a TOML file that an integrator writes: boxes with their areas, head-ends with
 * theirs. It knows nothing of topics.
 */
import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { UserMistake } from '../user-mistake.ts';
import { commonName, wrongWith, type Principal } from './principal.ts';

const BYTES_MAX = 16 * 1_048_576;

export const ACCESS_LIST_EXAMPLE = `[[box]]
id = "langha-03"
area = "vn.hn.dongda.langha"

[[head_end]]
name = "xa-langha"
areas = ["vn.hn.dongda.langha"]
`;

/** @throws {UserMistake} */
export const loadAccessList = (file: string): readonly Principal[] => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(`${file} with boxes and head-ends cannot be read (${code})`, {
      cause: error,
    });
  }
  if (text.length > BYTES_MAX) throw new UserMistake(`${file} is longer than 16 MiB`);
  return readAccessList(text, file);
};

/** @throws {UserMistake} with what is wrong first. */
export const readAccessList = (text: string, file: string): readonly Principal[] => {
  const mistake = (says: string): UserMistake => new UserMistake(`${file}: ${says}`);
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw mistake(`not TOML in line ${error.line}: ${error.message.split('\n')[0] ?? ''}`);
  }
  const { box = [], head_end: headEnd = [], ...other } = document;
  const [unknown] = Object.keys(other);
  if (unknown !== undefined) {
    throw mistake(`knows [[box]] and [[head_end]], found ${JSON.stringify(unknown)}`);
  }
  const entries = (value: unknown, name: string): Record<string, unknown>[] => {
    if (Array.isArray(value) && value.every(isTable)) return value;
    throw mistake(`${name} must be tables: [[${name}]]`);
  };
  const principals: Principal[] = [
    ...entries(box, 'box').map(({ id, area, ...rest }): Principal => {
      const isRight = typeof id === 'string' && typeof area === 'string';
      if (isRight && Object.keys(rest).length === 0) return { role: 'box', id, area };
      throw mistake(`each [[box]] has id = "…" and area = "…", and nothing else`);
    }),
    ...entries(headEnd, 'head_end').map(({ name, areas, ...rest }): Principal => {
      const isRight = typeof name === 'string' && isTexts(areas);
      if (isRight && Object.keys(rest).length === 0) return { role: 'head-end', name, areas };
      throw mistake(`each [[head_end]] has name = "…" and areas = ["…"], and nothing else`);
    }),
  ];
  const wrong = principals.map(wrongWith).find((says) => says !== undefined);
  if (wrong !== undefined) throw mistake(wrong);
  const names = principals.map(commonName);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw mistake(`${twice} is there twice`);
  return principals;
};

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
