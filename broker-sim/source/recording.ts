/**
 * A source whose bytes wait to be read: an Ogg Opus file as it is, or the output of an ffmpeg that reads another file.
 * Reads one chunk ahead at most, so its memory does not depend on the length of the recording.
 */
import { monotonicUs } from './monotonic.ts';
import { OggOpusReader } from './ogg/ogg-opus-reader.ts';
import type {
  OnTrouble,
  OpusSource,
  SourceEnd,
  SourceFrame,
  SourceTrouble,
} from './opus-source.ts';

/** Where the bytes of a recording come from. */
export interface ByteFeed {
  /** The next bytes, or undefined at the end. Called one at a time. Never rejects: what went wrong is the verdict. */
  read(): Promise<Uint8Array | undefined>;
  /** After the last bytes: what was wrong, if anything. */
  verdict(reader: OggOpusReader): Promise<SourceTrouble | undefined>;
  /** Idempotent and never rejects; a pending `read` answers undefined. */
  close(): Promise<void>;
}

export class Recording implements OpusSource {
  readonly live = false;
  readonly description: string;
  readonly #feed: ByteFeed;
  readonly #onTrouble: OnTrouble;
  readonly #reader = new OggOpusReader();
  #waiting: Uint8Array[] = [];
  #first = true;
  #atEndOfBytes = false;
  #ended: SourceEnd | undefined;

  constructor(description: string, feed: ByteFeed, onTrouble: OnTrouble) {
    this.description = description;
    this.#feed = feed;
    this.#onTrouble = onTrouble;
  }

  async next(): Promise<SourceFrame | SourceEnd> {
    while (this.#ended === undefined) {
      const packet = this.#waiting.shift();
      if (packet) return this.#frame(packet);
      await this.#readOn();
    }
    return this.#ended;
  }

  async close(): Promise<void> {
    this.#ended ??= { is: 'end', failed: false };
    this.#waiting = [];
    await this.#feed.close();
  }

  #frame(packet: Uint8Array): SourceFrame {
    const afterGap = this.#first;
    this.#first = false;
    return { is: 'frame', packet, capturedAtUs: monotonicUs(), afterGap };
  }

  async #readOn(): Promise<void> {
    if (this.#atEndOfBytes) {
      this.#end(await this.#feed.verdict(this.#reader));
      return;
    }
    const bytes = await this.#feed.read();
    if (this.#ended) return;
    this.#atEndOfBytes = bytes === undefined;
    this.#waiting = bytes ? this.#reader.push(bytes) : this.#reader.flush();
  }

  #end(trouble: SourceTrouble | undefined): void {
    // Closed while a read was under way: nobody wants to hear of it.
    if (this.#ended) return;
    if (trouble) this.#onTrouble(trouble);
    this.#ended = { is: 'end', failed: trouble?.state === 'over' };
    void this.#feed.close();
  }
}
