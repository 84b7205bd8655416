/** Any file of sound through ffmpeg, read as fast as it is asked for: the pipe is what holds ffmpeg back. */
import { fileArguments } from './ffmpeg-arguments.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { cutShort } from '../ogg/ogg-file.ts';
import type { OggOpusReader } from '../ogg/ogg-opus-reader.ts';
import type { SourceTrouble } from '../opus-source.ts';
import type { ByteFeed } from '../recording.ts';
import { meaningOf, saysDamaged } from '../trouble-line.ts';

export class FfmpegFileFeed implements ByteFeed {
  readonly #ffmpeg: FfmpegProcess;
  readonly #chunks: AsyncIterator<Uint8Array, undefined>;
  readonly #name: string;

  constructor(path: string, name: string) {
    this.#name = name;
    this.#ffmpeg = FfmpegProcess.start(fileArguments(path));
    this.#chunks = (this.#ffmpeg.stdout as AsyncIterable<Uint8Array, undefined>)[
      Symbol.asyncIterator
    ]();
  }

  async read(): Promise<Uint8Array | undefined> {
    try {
      const chunk: IteratorResult<Uint8Array, undefined> = await this.#chunks.next();
      return chunk.done === true ? undefined : chunk.value;
    } catch {
      // The pipe broke: how ffmpeg ended says why, and the verdict tells it.
      return undefined;
    }
  }

  async verdict(reader: OggOpusReader): Promise<SourceTrouble | undefined> {
    const { code, missing } = await this.#ffmpeg.ended;
    if (missing !== undefined) return { state: 'over', line: missing };
    const complaint = this.#ffmpeg.complaint;
    if (code !== 0) return { state: 'over', line: meaningOf(complaint, this.#name) };
    if (reader.packets === 0) return { state: 'over', line: `${this.#name} has no sound in it` };
    return saysDamaged(complaint) ? cutShort(this.#name) : undefined;
  }

  async close(): Promise<void> {
    await this.#ffmpeg.end();
  }
}
