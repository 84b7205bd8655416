/**
 * A serial port with a board on its other end: a real PTY, held by socat, whose far end is a socket of this process. Pulling it
 * out ends socat, so that the port is gone as an adapter is. Knows bytes, not what the board makes of them.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';

const READY_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 5;

/** What a board is on a wire: bytes come, and bytes go by `send`. */
export interface WiredBoard {
  send: (bytes: Uint8Array) => void;
  receive(bytes: Uint8Array): void;
}

export class BoardPort {
  readonly #folder = mkdtempSync(join(tmpdir(), 'loa-board-'));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #socat: ChildProcess | undefined;
  /** The serial port that the driver opens. */
  readonly path = join(this.#folder, 'port');

  private constructor(board: WiredBoard) {
    board.send = (bytes) => {
      for (const socket of this.#sockets) socket.write(bytes);
    };
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('data', (bytes) => {
        board.receive(bytes);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** With the board plugged in. */
  static async of(board: WiredBoard): Promise<BoardPort> {
    const port = new BoardPort(board);
    port.#server.listen(port.#bus);
    await once(port.#server, 'listening');
    await port.plugIn();
    return port;
  }

  get #bus(): string {
    return join(this.#folder, 'bus');
  }

  async plugIn(): Promise<void> {
    const ends = [`PTY,link=${this.path},rawer`, `UNIX-CONNECT:${this.#bus}`];
    this.#socat = spawn('socat', ends, { stdio: ['ignore', 'ignore', 'inherit'] });
    const untilMs = performance.now() + READY_WITHIN_MS;
    while (!existsSync(this.path) || this.#sockets.size === 0) {
      if (performance.now() > untilMs) throw new Error('socat made no port');
      await pass(LOOK_EVERY_MS);
    }
  }

  async pullOut(): Promise<void> {
    const socat = this.#socat;
    this.#socat = undefined;
    if (socat?.exitCode !== null) return;
    const gone = once(socat, 'exit');
    socat.kill('SIGTERM');
    await gone;
  }

  async remove(): Promise<void> {
    await this.pullOut();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
