/** Reads back what a WAV card wrote, by the file's own header and by its sidecar. */
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

export interface ReadWav {
  readonly samples: Int16Array;
  /** The objects of the sidecar, in order. */
  readonly lines: readonly unknown[];
  /** Bytes that the header does not speak of. */
  readonly strayBytes: number;
}

export const readWav = (file: string): ReadWav => {
  const bytes = readFileSync(file);
  assert.equal(bytes.toString('ascii', 0, 4), 'RIFF');
  assert.equal(bytes.toString('ascii', 8, 16), 'WAVEfmt ');
  assert.equal(bytes.toString('ascii', 36, 40), 'data');
  const dataBytes = bytes.readUInt32LE(40);
  assert.equal(bytes.readUInt32LE(4), 36 + dataBytes);
  assert.ok(bytes.length >= 44 + dataBytes, 'the header promises more than there is');
  const samples = Int16Array.from({ length: dataBytes / 2 }, (_, at) =>
    bytes.readInt16LE(44 + at * 2),
  );
  return { samples, lines: readLines(file), strayBytes: bytes.length - 44 - dataBytes };
};

/** What of the last samples of a long file is not zero. */
export const lastSounds = (file: string, samples: number): Int16Array => {
  const descriptor = openSync(file, 'r');
  const tail = new Int16Array(samples);
  readSync(descriptor, tail, 0, tail.byteLength, statSync(file).size - tail.byteLength);
  closeSync(descriptor);
  return tail.filter((sample) => sample !== 0);
};

const readLines = (file: string): unknown[] =>
  readFileSync(`${file}.segments.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
