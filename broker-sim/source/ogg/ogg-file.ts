/** A file of Ogg Opus as it is: whether its packets fit the protocol, and its bytes. Knows nothing of ffmpeg. */
import type { FileHandle } from 'node:fs/promises';
import { OggOpusReader } from './ogg-opus-reader.ts';
import type { SourceTrouble } from '../opus-source.ts';
import type { ByteFeed } from '../recording.ts';

const CHUNK_BYTES = 65_536;

/** Reads a whole file once, front to back, without holding it. @throws {Error} where the disk says no. */
export const inspectOgg = async (file: FileHandle): Promise<OggOpusReader> => {
  const reader = new OggOpusReader();
  const buffer = new Uint8Array(CHUNK_BYTES);
  // Read on where the packets do not fit: whether the file is whole is wanted all the same.
  for (let at = 0; reader.misfit !== 'broken';) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) break;
    // The reader keeps views of what it is given.
    reader.push(buffer.slice(0, bytesRead));
    at += bytesRead;
  }
  reader.flush();
  return reader;
};

export const isOgg = async (file: FileHandle): Promise<boolean> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead === 4 && buffer.toString('latin1') === 'OggS';
};

export class OggFileFeed implements ByteFeed {
  readonly #file: FileHandle;
  readonly #name: string;
  #at = 0;
  #failure: string | undefined;
  #closed: Promise<void> | undefined;

  constructor(file: FileHandle, name: string) {
    this.#file = file;
    this.#name = name;
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#closed) return undefined;
    try {
      const buffer = new Uint8Array(CHUNK_BYTES);
      const { bytesRead } = await this.#file.read(buffer, 0, CHUNK_BYTES, this.#at);
      this.#at += bytesRead;
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  verdict(reader: OggOpusReader): Promise<SourceTrouble | undefined> {
    return Promise.resolve(this.#judge(reader));
  }

  close(): Promise<void> {
    this.#closed ??= this.#file.close().catch(() => {
      // A file that was only read loses nothing by a failed close.
    });
    return this.#closed;
  }

  #judge(reader: OggOpusReader): SourceTrouble | undefined {
    if (this.#failure !== undefined) {
      return { state: 'over', line: `${this.#name} cannot be read on: ${this.#failure}` };
    }
    if (reader.misfit !== undefined) {
      return { state: 'over', line: `${this.#name} changed while it was being played` };
    }
    return reader.sawLastPage ? undefined : cutShort(this.#name);
  }
}

export const cutShort = (name: string): SourceTrouble => ({
  state: 'note',
  line: `${name} is damaged or cut short: what there is of it is played`,
});
