/** A program on a real terminal of a stated size, by tmux: keys go in, and the screen is read as a person would. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { promisify } from 'node:util';

const LOOK_EVERY_MS = 20;
const MARK = '======== and unwrapped';

export class RealTerminal {
  /** Its own: it must be there to be closed, whatever was removed before. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'loa-terminal-'));
  readonly #socket = join(this.#folder, 'tmux');

  constructor(columns: number, rows: number, words: readonly string[]) {
    const script = join(this.#folder, 'program.sh');
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

  /** These very letters. */
  write(text: string): Promise<string> {
    return this.#tmux(['send-keys', '-l', text]);
  }

  /** A terminal as after being switched on, and nothing above it. */
  async clear(): Promise<void> {
    await this.#tmux(['send-keys', '-R', ';', 'clear-history']);
  }

  /** The screen as it is, and with lines that the terminal has wrapped put together again: of one moment. */
  async wrappedAndNot(): Promise<readonly [string, string]> {
    const plain = ['capture-pane', '-p', ';'];
    const mark = ['display-message', '-p', MARK, ';'];
    const both = await this.#tmux([...plain, ...mark, 'capture-pane', '-p', '-J']);
    const [screen = '', unwrapped = ''] = both.split(`${MARK}\n`);
    return [screen, unwrapped];
  }

  /** The screen, with what has left it at the top where `isWhole`, once `wanted` stands there. @throws after `withinMs`, with the screen. */
  shows(wanted: RegExp, withinMs = 10_000, isWhole = false): Promise<string> {
    return this.reads((screen) => wanted.test(screen), String(wanted), withinMs, isWhole);
  }

  /** The same, by whatever is to be looked for. */
  async reads(
    isThere: (screen: string) => boolean,
    what: string,
    withinMs = 10_000,
    isWhole = false,
  ): Promise<string> {
    const deadlineMs = performance.now() + withinMs;
    const from = isWhole ? ['-S', '-', '-J'] : [];
    for (;;) {
      const screen = await this.#tmux(['capture-pane', '-p', ...from]);
      if (isThere(screen)) return screen;
      if (performance.now() > deadlineMs) throw new Error(`${what} is not shown:\n${screen}`);
      await pass(LOOK_EVERY_MS);
    }
  }

  /** Ends what runs in it, if that has not ended by itself. */
  async close(): Promise<void> {
    await this.#tmux(['kill-server']).catch((error: unknown) => {
      if (!/no server running|No such file/.test(String(error))) throw error;
    });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #tmux(words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('tmux', ['-S', this.#socket, ...words]);
    return stdout;
  }
}
