/** `loa-sim` in a process of its own, with what it printed and which processes it had. It knows no verdicts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RelayEvent } from '../../../broker-sim/report/record/run-record.ts';
import { childrenOf, isAlive } from '../../contract/process/child-processes.ts';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { readSound } from '../sound/reference.ts';

const LOA_SIM = fileURLToPath(new URL('../../../broker-sim/cli.js', import.meta.url));
const LOOK_EVERY_MS = 20;
/** Longer than any run here; what hangs is killed, so that a failing test leaves nothing behind. */
const RUN_MS_MAX = 90_000;

export interface SimResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class LoaSim {
  readonly ended: Promise<SimResult>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  #hasEnded = false;

  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, [LOA_SIM, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), RUN_MS_MAX);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (status, signal) => {
        clearTimeout(deadline);
        this.#hasEnded = true;
        resolve({ status, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get stdout(): string {
    return this.#stdout;
  }

  /** Everything that it has started: boxes, and the keeper of orphans. */
  processes(): number[] {
    return childrenOf(this.#child.pid ?? 0);
  }

  /** The process of the box with this configuration file. */
  pidOf(configFile: string): number {
    const pid = this.processes().find((child) => argumentsOf(child).includes(configFile));
    if (pid === undefined) throw new Error(`no process has ${configFile}`);
    return pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for `isSo` while it runs. @throws where it ends before, or after `withinMs`. */
  async until(isSo: () => boolean, what: string, withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!isSo()) {
      if (this.#hasEnded || Date.now() > deadline) {
        const printed = `${this.#stdout}\n${this.#stderr}`;
        throw new Error(`waited in vain for ${what}; it printed:\n${printed}`);
      }
      await pass();
    }
  }
}

/** Resolves when none of them lives. @throws after `withinMs`, with those that do. */
export const allGone = async (pids: readonly number[], withinMs = 1_000): Promise<void> => {
  const deadline = Date.now() + withinMs;
  for (let left = pids; left.length > 0; left = left.filter(isAlive)) {
    if (Date.now() > deadline) throw new Error(`still there: ${left.map(describe).join('; ')}`);
    await pass();
  }
};

/** A folder of its own for a run, and the files that its boxes leave there. */
export class OutFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'loa-run-'));

  file(name: string): string {
    return join(this.path, name);
  }

  /** The first four seconds of the bulletin. An Ogg file that is cut short is played as far as it goes. */
  shortRecording(): string {
    const file = this.file('four-seconds.opus');
    writeFileSync(file, readFileSync(BULLETIN_PATH).subarray(0, 20_000));
    return file;
  }

  relays(box: string): RelayEvent[] {
    return readFileSync(this.file(`${box}.relays.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RelayEvent);
  }

  /** Which relays are on, as the journal stands. */
  relaysOn(box: string): string[] {
    const last = new Map(this.relays(box).map(({ relay, on }) => [relay, on]));
    return [...last].filter(([, on]) => on).map(([relay]) => relay);
  }

  /** Seconds in a box's WAV so far, from the first sample that is not silence. */
  soundS(box: string): number {
    if (!existsSync(this.file(`${box}.wav`))) return 0;
    const sound = readSound(this.file(`${box}.wav`));
    const first = sound.findIndex((sample) => sample !== 0);
    return first === -1 ? 0 : (sound.length - first) / 48_000;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const pass = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

const argumentsOf = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It ended meanwhile.
    return [];
  }
};

const describe = (pid: number): string => `${pid} ${argumentsOf(pid).join(' ')}`;
