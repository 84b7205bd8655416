/** What the machine says on its first serial port, which is its kernel's console and its journal: a line at a time, with when it came. */
import { Changes } from '../../../../broker-sim/cluster/changes.ts';

export interface SaidLine {
  /** Of `performance.now`. */
  readonly atMs: number;
  readonly text: string;
}

const KEPT_MAX = 20_000;

export class Said {
  readonly lines: SaidLine[] = [];
  #rest = '';
  readonly #noted = new Changes();

  hear(bytes: Buffer): void {
    const atMs = performance.now();
    const [...lines] = (this.#rest + bytes.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.lines.push({ atMs, text: toText(line) });
    this.lines.splice(0, this.lines.length - KEPT_MAX);
    this.#noted.note();
  }

  /** The first line like that at `sinceMs` or later, past or to come. @throws {Error} at the deadline, with the last that was said. */
  async line(wanted: RegExp, withinMs: number, sinceMs = 0): Promise<SaidLine> {
    const find = (): SaidLine | undefined =>
      this.lines.find(({ atMs, text }) => atMs >= sinceMs && wanted.test(text));
    await this.#noted.waitFor(() => find() !== undefined, withinMs);
    const found = find();
    if (found === undefined) {
      throw new Error(
        `nobody said ${wanted} within ${withinMs / 1e3} s; the last that was said:\n${this.last(25)}`,
      );
    }
    return found;
  }

  last(count: number): string {
    return this.lines
      .slice(-count)
      .map(({ text }) => text)
      .join('\n');
  }
}

/** The line was cut at bytes. */
const toText = (line: string): string =>
  Buffer.from(line, 'latin1').toString('utf8').replaceAll('\r', '');
