/**
 * Reads the samples of a WAV file piece by piece: mono, 48 kHz, 16 bit, which is what leaves a horn. A box that was cut
 * off leaves a header that was never completed, so the length of the file counts where the header does not know.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { SAMPLE_RATE_HZ } from '../../../agent/core/vocabulary.ts';

const BYTES_PER_SAMPLE = 2;
/** Chunks before `data` are few and small; a header that is longer is not one of ours. */
const HEADER_BYTES_MAX = 4_096;
const FORMAT_PCM = 1;
const FORMAT_EXTENSIBLE = 0xfffe;

export interface WavFile {
  readonly samples: number;
  /** Samples from `first`, at most `length`; fewer at the end of the file. */
  read(first: number, length: number): Promise<Int16Array>;
  close(): Promise<void>;
}

export type OpenedWav =
  { readonly ok: true; readonly wav: WavFile } | { readonly ok: false; readonly reason: string };

/** Never throws: a file that is not there, or is not such a WAV, is a reason in words. */
export const openWav = async (path: string): Promise<OpenedWav> => {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return { ok: false, reason: `cannot be opened (${codeOf(error)})` };
  }
  const opened = await readHeader(file).catch(
    (error: unknown) => `cannot be read (${codeOf(error)})`,
  );
  if (typeof opened !== 'string') return { ok: true, wav: opened };
  await file.close();
  return { ok: false, reason: opened };
};

const readHeader = async (file: FileHandle): Promise<WavFile | string> => {
  const header = Buffer.alloc(HEADER_BYTES_MAX);
  const { bytesRead } = await file.read(header, 0, HEADER_BYTES_MAX, 0);
  const data = findData(header.subarray(0, bytesRead));
  if (typeof data === 'string') return data;
  const { size } = await file.stat();
  const present = Math.max(0, size - data.offset);
  // 0 and 0xFFFFFFFF are what a writer puts there until it knows.
  const stated = data.bytes === 0 || data.bytes === 0xffff_ffff ? present : data.bytes;
  const samples = Math.floor(Math.min(present, stated) / BYTES_PER_SAMPLE);
  return {
    samples,
    read: async (first, length) => {
      const pcm = new Int16Array(Math.max(0, Math.min(length, samples - first)));
      const bytes = Buffer.from(pcm.buffer);
      let filled = 0;
      while (filled < bytes.length) {
        const position = data.offset + first * BYTES_PER_SAMPLE + filled;
        const part = await file.read(bytes, filled, bytes.length - filled, position);
        if (part.bytesRead === 0) break;
        filled += part.bytesRead;
      }
      return pcm.subarray(0, Math.floor(filled / BYTES_PER_SAMPLE));
    },
    close: () => file.close(),
  };
};

const findData = (header: Buffer): { readonly offset: number; readonly bytes: number } | string => {
  if (header.toString('latin1', 0, 4) !== 'RIFF' || header.toString('latin1', 8, 12) !== 'WAVE') {
    return 'is not a WAV file';
  }
  let isOurFormat = false;
  for (let at = 12; at + 8 <= header.length;) {
    const name = header.toString('latin1', at, at + 4);
    const bytes = header.readUInt32LE(at + 4);
    if (name === 'data') {
      return isOurFormat ? { offset: at + 8, bytes } : 'is not mono, 48 kHz, 16 bit';
    }
    if (name === 'fmt ' && at + 24 <= header.length) isOurFormat = isOurs(header.subarray(at + 8));
    at += 8 + bytes + (bytes % 2);
  }
  return 'has no sound in it';
};

const isOurs = (format: Buffer): boolean =>
  [FORMAT_PCM, FORMAT_EXTENSIBLE].includes(format.readUInt16LE(0)) &&
  format.readUInt16LE(2) === 1 &&
  format.readUInt32LE(4) === SAMPLE_RATE_HZ &&
  format.readUInt16LE(14) === BYTES_PER_SAMPLE * 8;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
