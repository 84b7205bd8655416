/** A program on a real terminal of a stated size, by tmux: keys go in, and the screen is read as a person would. */
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export class RealTerminal {
  readonly #socket: string;

  constructor(folder: string, columns: number, rows: number, words: readonly string[]) {
    this.#socket = join(folder, `tmux-${columns}`);
    const script = join(folder, `terminal-${columns}.sh`);
    writeFileSync(script, `exec ${words.map((word) => `'${word}'`).join(' ')}\n`);
    execFileSync('tmux', [
      '-S',
      this.#socket,
      '-u',
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      `${columns}`,
      '-y',
      `${rows}`,
      'sh',
      script,
    ]);
  }

  type(...keys: string[]): Promise<string> {
    return this.#tmux(['send-keys', ...keys]);
  }

  /** The screen, once `wanted` stands on it. @throws after `withinMs`, with the screen. */
  async shows(wanted: RegExp, withinMs = 10_000): Promise<string> {
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const screen = await this.#tmux(['capture-pane', '-p']);
      if (wanted.test(screen)) return screen;
      if (performance.now() > deadlineMs) throw new Error(`${wanted} is not shown:\n${screen}`);
    }
  }

  close(): Promise<string> {
    return this.#tmux(['kill-server']);
  }

  async #tmux(words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('tmux', ['-S', this.#socket, ...words]);
    return stdout;
  }
}
