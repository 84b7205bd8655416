/** The latest lines of the log, in memory, for a technician at the console: bounded in lines and bytes, the oldest falls out. */

const LINES_MAX = 500;
const BYTES_MAX = 131_072;
/** Of lines that travel in one message. */
const REPLY_BYTES_MAX = 32_768;

export class LogRing {
  readonly #lines: string[] = [];
  #bytes = 0;
  readonly #followers = new Set<(line: string) => void>();

  /** Takes a finished line of JSON. */
  put(line: string): void {
    this.#lines.push(line);
    this.#bytes += line.length;
    while (this.#lines.length > LINES_MAX || this.#bytes > BYTES_MAX) {
      this.#bytes -= this.#lines.shift()?.length ?? 0;
    }
    for (const follower of this.#followers) follower(line);
  }

  /** All that is held, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The latest, oldest first: `most` lines, and what fits into a reply. */
  latest(most: number): readonly string[] {
    const latest: string[] = [];
    let bytes = 0;
    for (const line of this.#lines.slice(-most).toReversed()) {
      bytes += line.length;
      if (bytes > REPLY_BYTES_MAX) break;
      latest.unshift(line.trimEnd());
    }
    return latest;
  }

  /** Is told each new line; answers what ends it. */
  follow(follower: (line: string) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
