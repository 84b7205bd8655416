/** The latest lines of the log, in memory, for a technician at the console: bounded in lines and bytes, the oldest falls out. */

const LINES_MAX = 500;
const BYTES_MAX = 131_072;

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

  /** Is told each new line; answers what ends it. */
  follow(follower: (line: string) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
