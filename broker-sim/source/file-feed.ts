/**
 * The bytes of a file given by its path: as it is where it is Ogg Opus in frames of 20 ms, else through ffmpeg. Opens
 * nothing before the first read.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { FfmpegFileFeed } from './ffmpeg/ffmpeg-file.ts';
import { cutShort, inspectOgg, isOgg, OggFileFeed } from './ogg/ogg-file.ts';
import type { OggOpusReader } from './ogg/ogg-opus-reader.ts';
import type { SourceTrouble } from './opus-source.ts';
import type { ByteFeed } from './recording.ts';

export class FileFeed implements ByteFeed {
  readonly #path: string;
  readonly #name: string;
  #opening: Promise<ByteFeed | undefined> | undefined;
  #trouble: SourceTrouble | undefined;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    this.#name = basename(path);
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#closed) return undefined;
    this.#opening ??= this.#open();
    const feed = await this.#opening;
    return feed?.read();
  }

  async verdict(reader: OggOpusReader): Promise<SourceTrouble | undefined> {
    const feed = await this.#opening;
    const ending = await feed?.verdict(reader);
    return ending?.state === 'over' ? ending : (this.#trouble ?? ending);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const feed = await this.#opening;
    await feed?.close();
  }

  async #open(): Promise<ByteFeed | undefined> {
    let file: FileHandle | undefined;
    try {
      // Not blocking: a named pipe without a writer would hold the open for ever.
      file = await open(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
      return await this.#choose(file);
    } catch (error) {
      await file?.close();
      this.#trouble = { state: 'over', line: whyNot(this.#path, error) };
      return undefined;
    }
  }

  async #choose(file: FileHandle): Promise<ByteFeed | undefined> {
    const stat = await file.stat();
    if (stat.isFile() && stat.size > 0) {
      const ogg = (await isOgg(file)) ? await inspectOgg(file) : undefined;
      if (ogg && ogg.misfit === undefined) return new OggFileFeed(file, this.#name);
      await file.close();
      // ffmpeg plays a cut Ogg without a word.
      if (ogg && ogg.misfit !== 'broken' && !ogg.sawLastPage) this.#trouble = cutShort(this.#name);
      return new FfmpegFileFeed(this.#path, this.#name);
    }
    await file.close();
    const what = stat.isFile() ? 'is empty' : 'is not a file';
    this.#trouble = { state: 'over', line: `${this.#path} ${what}: name a recording` };
    return undefined;
  }
}

const whyNot = (path: string, error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} does not exist: check its name`;
  if (code === 'EACCES') return `${path} may not be read by this user: check its permissions`;
  return `${path} cannot be read: ${message}`;
};
