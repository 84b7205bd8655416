/** Somebody at the other end of the console's line: types, and waits for what must come. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setPin } from '../../../agent/shell/console/pin.ts';

export const PIN = '482913';

/** The settings of a console with a PIN, its files in `folder`. */
export const consoleSettings = async (folder: string): Promise<Record<string, unknown>> => {
  const pinFile = join(folder, 'console.pin');
  await setPin(pinFile, PIN);
  return { socket: join(folder, 'console.sock'), pin_file: pinFile };
};

const KEPT_CHARS_MAX = 200_000;

export class Talk {
  /** What came, without what was waited for before. */
  seen = '';
  readonly #from: Readable;
  readonly #to: Writable;
  #onSeen: () => void = () => undefined;

  constructor(from: Readable, to: Writable) {
    this.#from = from;
    this.#to = to;
    to.on('error', () => undefined);
    from.on('data', (bytes: Buffer) => {
      this.seen = (this.seen + bytes.toString('utf8')).slice(-KEPT_CHARS_MAX);
      this.#onSeen();
    });
  }

  type(text: string | Uint8Array): void {
    this.#to.write(text);
  }

  /** Resolves with what came up to the end of `wanted`. @throws after `withinMs`, with what came instead. */
  async until(wanted: RegExp, withinMs = 10_000): Promise<string> {
    const deadline = AbortSignal.timeout(withinMs);
    for (;;) {
      const match = wanted.exec(this.seen);
      if (match !== null) {
        const end = match.index + match[0].length;
        const text = this.seen.slice(0, end);
        this.seen = this.seen.slice(end);
        return text;
      }
      await new Promise<void>((resolve, reject) => {
        this.#onSeen = resolve;
        deadline.onabort = () => {
          reject(
            new Error(
              `${wanted} did not come; there was ${JSON.stringify(this.seen.slice(-2_000))}`,
            ),
          );
        };
      });
    }
  }

  /** Gives the line to a program, as a terminal does for a transfer, until it ends; `started` may do something to it. Answers its exit status. */
  async lend(
    [program = '', ...words]: readonly string[],
    folder: string,
    started: (child: ChildProcess) => void = () => undefined,
  ): Promise<number | null> {
    const child = spawn(program, words, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    const give = (bytes: Buffer): void => void child.stdin.write(bytes);
    child.stdin.on('error', () => undefined);
    this.#from.on('data', give);
    child.stdout.on('data', (bytes: Buffer) => this.#to.write(bytes));
    started(child);
    const [status] = (await once(child, 'close')) as [number | null];
    this.#from.off('data', give);
    return status;
  }

  /** Logs in, by the PIN of `consoleSettings`. */
  async login(): Promise<void> {
    this.type('login\r');
    await this.until(/PIN: /);
    this.type(`${PIN}\r`);
    await this.until(/# $/);
  }
}

const KNOCK_EVERY_MS = 1_000;
const KNOCKS_MAX = 15;

/**
 * Presses Enter until the box has its prompt there, as a technician does who has plugged a cable in: a greeting that came before the
 * other end was ready is lost, on a pseudo-terminal as on a wire.
 */
export const knock = async (laptop: Talk): Promise<void> => {
  for (let knocks = 1; ; knocks += 1) {
    laptop.type('\r');
    try {
      await laptop.until(/box> $/, KNOCK_EVERY_MS);
      break;
    } catch (error) {
      if (knocks === KNOCKS_MAX) throw error;
    }
  }
  // Behind every prompt that an Enter has yet to bring.
  laptop.type('knock\r');
  await laptop.until(/"knock"[^\r]*\r\nbox> $/);
};

/** Connects to the console's socket as a terminal. */
export const callSocket = async (path: string): Promise<Talk & { hangUp(): void }> => {
  const socket = connect(path);
  await once(socket, 'connect');
  const talk = new Talk(socket, socket);
  talk.type(Uint8Array.of(0x01));
  return Object.assign(talk, { hangUp: () => void socket.destroy() });
};

/** A serial cable between a port that the box may open and a laptop: a pair of pseudo-terminals, by socat. */
export class SerialCable {
  readonly port: string;
  #socat: ChildProcess | undefined;

  constructor(folder: string) {
    this.port = join(folder, 'ttyBox');
  }

  /** Plugs it in; answers who sits at the laptop. */
  plugIn(): Talk {
    const socat = spawn('socat', ['-', `PTY,link=${this.port},raw,echo=0`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#socat = socat;
    return new Talk(socat.stdout, socat.stdin);
  }

  /** The port is gone. */
  async plugOut(): Promise<void> {
    const socat = this.#socat;
    if (socat?.exitCode !== null) return;
    const gone = once(socat, 'exit');
    socat.kill();
    await gone;
  }
}
