/**
 * A source that goes on for ever: starts a process that gives Ogg Opus, notices when it dies or falls silent, says so in
 * one line, and starts it again, later each time. Does not know what the process is.
 *
 *     wait(0) -> run -> ends, or gives nothing for stallMs -> "retrying" once -> wait(backoff) -> run -> first frame -> "back"
 */
import { backoffMs, type BackoffLimits } from './backoff.ts';
import type { FfmpegProcess } from './ffmpeg/ffmpeg-process.ts';
import { FrameQueue } from './frame-queue.ts';
import { monotonicUs } from './monotonic.ts';
import { OggOpusReader } from './ogg/ogg-opus-reader.ts';
import type { OnTrouble, OpusSource, SourceEnd, SourceFrame } from './opus-source.ts';
import { meaningOf } from './trouble-line.ts';

export interface LiveFeedLimits {
  readonly backoff: BackoffLimits;
  /** A feed from which no frame comes for this long, at its start too, is ended and started again. */
  readonly stallMs: number;
  /** A feed that has played for this long is well: the next retry is a first one again. */
  readonly steadyMs: number;
}

export const LIVE_FEED_LIMITS: LiveFeedLimits = {
  backoff: { firstMs: 500, mostMs: 15_000 },
  stallMs: 8_000,
  steadyMs: 10_000,
};

export class LiveFeed implements OpusSource {
  readonly live = true;
  readonly description: string;
  readonly #start: () => FfmpegProcess;
  readonly #onTrouble: OnTrouble;
  readonly #limits: LiveFeedLimits;
  readonly #queue = new FrameQueue();
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  /** The last complaint that was told, while it is not over: the same one is not told again. */
  #told: string | undefined;

  constructor(
    description: string,
    start: () => FfmpegProcess,
    onTrouble: OnTrouble,
    limits: LiveFeedLimits = LIVE_FEED_LIMITS,
  ) {
    this.description = description;
    this.#start = start;
    this.#onTrouble = onTrouble;
    this.#limits = limits;
  }

  next(): Promise<SourceFrame | SourceEnd> {
    this.#running ??= this.#supervise();
    return this.#queue.next();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#queue.close();
    await this.#running;
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #supervise(): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt++) {
      const { why, playedMs } = await this.#runOnce();
      if (this.#closed) return;
      if (playedMs >= this.#limits.steadyMs) attempt = 0;
      this.#tell(why);
      await this.#pause(backoffMs(attempt, this.#limits.backoff, Math.random()));
    }
  }

  async #runOnce(): Promise<{ why: string; playedMs: number }> {
    const feed = this.#start();
    const endFeed = (): void => void feed.end();
    this.#closing.signal.addEventListener('abort', endFeed, { once: true });
    const reader = new OggOpusReader();
    let firstFrameUs: number | undefined;
    let stalled = false;
    const watch = setTimeout(() => {
      stalled = true;
      void feed.end();
    }, this.#limits.stallMs);

    feed.stdout.on('data', (bytes: Uint8Array) => {
      for (const packet of reader.push(bytes)) {
        const capturedAtUs = monotonicUs();
        this.#queue.push({
          is: 'frame',
          packet,
          capturedAtUs,
          afterGap: firstFrameUs === undefined,
        });
        firstFrameUs ??= capturedAtUs;
        watch.refresh();
      }
      if (firstFrameUs !== undefined) this.#tellBack();
      if (reader.misfit !== undefined) void feed.end();
    });
    const { missing } = await feed.ended;
    clearTimeout(watch);
    this.#closing.signal.removeEventListener('abort', endFeed);

    const playedMs = firstFrameUs === undefined ? 0 : (monotonicUs() - firstFrameUs) / 1_000;
    return { why: missing ?? this.#whyEnded(feed, reader, stalled), playedMs };
  }

  #whyEnded(feed: FfmpegProcess, reader: OggOpusReader, stalled: boolean): string {
    if (reader.misfit !== undefined) return `${this.description} gives sound that cannot be read`;
    if (stalled) return `${this.description} gives no sound`;
    return meaningOf(feed.complaint, this.description);
  }

  #tell(why: string): void {
    if (why === this.#told) return;
    this.#told = why;
    this.#onTrouble({ state: 'retrying', line: `${why}; trying again` });
  }

  #tellBack(): void {
    if (this.#told === undefined || this.#closed) return;
    this.#told = undefined;
    this.#onTrouble({ state: 'back', line: `${this.description} is back` });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const signal = this.#closing.signal;
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
