/** A GPIO chip in user space: a file whose pins a test sees and moves, for a process that has `chip.c` loaded before libc. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../house/tree.ts';

const SOURCE = join(ROOT, 'test/rig/gpio-chip/chip.c');
const BUILT = join(ROOT, 'dist/test/rig/gpio-chip');
const HEAD_BYTES = 16;
const PIN_BYTES = 64;
const LEVEL_AT = 4;
const STUCK_AT = 8;
const CONSUMER_AT = 16;

export type BuiltChip =
  | { readonly library: string; readonly absent?: never }
  /** Why there is none: a sentence for a skipped test. */
  | { readonly library?: never; readonly absent: string };

export const buildChip = (): BuiltChip => {
  if (process.platform !== 'linux') return { absent: 'the chip in user space is of Linux' };
  const library = join(BUILT, 'gpio-chip.so');
  if (existsSync(library) && statSync(library).mtimeMs > statSync(SOURCE).mtimeMs) {
    return { library };
  }
  mkdirSync(BUILT, { recursive: true });
  const fresh = `${library}.${process.pid}`;
  const strict = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-fPIC', '-shared'];
  const { error, status, stderr } = spawnSync('cc', [...strict, '-o', fresh, SOURCE, '-lpthread'], {
    encoding: 'utf8',
  });
  if (error) return { absent: 'there is no C compiler (sudo apt install build-essential)' };
  if (status !== 0) throw new Error(`the chip in user space does not compile:\n${stderr}`);
  renameSync(fresh, library);
  return { library };
};

export class RigChip {
  /** What the driver opens. */
  readonly path: string;
  readonly #lines: number;

  constructor(path: string, lines = 32) {
    this.path = path;
    this.#lines = lines;
    this.plugIn();
  }

  /** It is there, every pin low and free. */
  plugIn(): void {
    const lines = this.#lines;
    const bytes = Buffer.alloc(HEAD_BYTES + lines * PIN_BYTES);
    bytes.write('loa gpio');
    bytes.writeUInt32LE(lines, 8);
    writeFileSync(this.path, bytes);
  }

  /** Whoever holds a line of it finds the device gone. */
  pullOut(): void {
    rmSync(this.path);
  }

  level(offset: number): number {
    return this.#read(offset, LEVEL_AT);
  }

  /** An input is pulled there, whoever watches it. */
  pull(offset: number, level: 0 | 1): void {
    this.#write(offset, LEVEL_AT, level);
  }

  /** The pin stays there whatever it is told; undefined: it moves again. */
  stick(offset: number, level: 0 | 1 | undefined): void {
    this.#write(offset, STUCK_AT, level === undefined ? 0 : level + 1);
  }

  consumer(offset: number): string {
    const bytes = readFileSync(this.path);
    const from = HEAD_BYTES + offset * PIN_BYTES + CONSUMER_AT;
    return bytes.toString('latin1', from, from + 32).replace(/\0.*$/s, '');
  }

  /** What outputs did, oldest first, as levels. */
  get changes(): { readonly offset: number; readonly level: number }[] {
    const journal = `${this.path}.journal`;
    if (!existsSync(journal)) return [];
    return readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [offset, level] = line.split(' ');
        return { offset: Number(offset), level: Number(level) };
      });
  }

  #read(offset: number, at: number): number {
    const word = Buffer.alloc(4);
    this.#atFile('r', (file) => readSync(file, word, 0, 4, this.#place(offset, at)));
    return word.readUInt32LE();
  }

  #write(offset: number, at: number, value: number): void {
    const word = Buffer.alloc(4);
    word.writeUInt32LE(value);
    this.#atFile('r+', (file) => writeSync(file, word, 0, 4, this.#place(offset, at)));
  }

  #atFile(how: string, act: (file: number) => void): void {
    const file = openSync(this.path, how);
    try {
      act(file);
    } finally {
      closeSync(file);
    }
  }

  #place(offset: number, at: number): number {
    if (offset >= this.#lines) throw new Error(`there is no line ${offset}`);
    return HEAD_BYTES + offset * PIN_BYTES + at;
  }
}
