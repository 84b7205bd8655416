/**
 * One ffmpeg (or a child of ours around one) as a process that cannot be left behind: it has a process group of its own,
 * which is ended as a whole. Keeps the last of what it complained of.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { FFMPEG_MISSING } from './ffmpeg-arguments.ts';
import { oneLine } from '../trouble-line.ts';

const COMPLAINT_CHARS_MAX = 4_096;
/** From the polite request to the end by force. */
const PATIENCE_MS = 1_500;

/** How it went: nothing wrong, or `missing` (in words) where it could not even be started. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly missing: string | undefined;
}

export class FfmpegProcess {
  readonly stdout: Readable;
  /** Resolves once, when the process is gone and its output has been read to the end. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #complaint = '';
  #gone = false;

  /** `child` was started `detached` with stdout and stderr as pipes. */
  constructor(child: ChildProcess) {
    if (!child.stdout) throw new TypeError('a process that gives sound needs its stdout as a pipe');
    this.#child = child;
    this.stdout = child.stdout;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.complain(text);
    });
    child.once('exit', () => {
      this.#endGroup('SIGKILL');
    });
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, missing?: string): void => {
        this.#gone = true;
        resolve({ code, missing });
      };
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (child.pid !== undefined) return;
        end(
          null,
          error.code === 'ENOENT'
            ? FFMPEG_MISSING
            : oneLine(`ffmpeg cannot be started: ${error.message}`),
        );
      });
      child.once('close', (code) => {
        end(code);
      });
    });
  }

  static start(args: readonly string[]): FfmpegProcess {
    return new FfmpegProcess(
      spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
    );
  }

  /** The end of what was said on standard error, at most 4096 characters. */
  get complaint(): string {
    return this.#complaint;
  }

  complain(text: string): void {
    this.#complaint = (this.#complaint + text).slice(-COMPLAINT_CHARS_MAX);
  }

  /** Ends the whole group: asks, and after 1.5 s no longer asks. Resolves when it is gone. Idempotent. */
  async end(): Promise<void> {
    if (this.#gone) return;
    // Nobody reads on; what is still in the pipe must not keep `close` from coming.
    this.stdout.destroy();
    this.#endGroup('SIGTERM');
    const force = setTimeout(() => {
      this.#endGroup('SIGKILL');
    }, PATIENCE_MS);
    await this.ended;
    clearTimeout(force);
  }

  #endGroup(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      // ESRCH: nobody is left in the group, which is what was wanted.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
