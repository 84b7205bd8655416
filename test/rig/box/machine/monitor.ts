/** What is done to the machine from outside, by QEMU's monitor protocol (QMP): its cable, its cards, its power. */
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}

export class Monitor {
  readonly #socket: Socket;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  private constructor(socket: Socket, onEvent: (event: string) => void) {
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.event !== undefined) onEvent(answer.event);
      else if (answer.return !== undefined || answer.error !== undefined)
        this.#waiting.shift()?.(answer);
    });
  }

  /** `onEvent`: what the machine does by itself, as `RESET` or `DEVICE_DELETED`. */
  static async open(socket: Socket, onEvent: (event: string) => void): Promise<Monitor> {
    const monitor = new Monitor(socket, onEvent);
    await monitor.do('qmp_capabilities');
    return monitor;
  }

  /** @throws {Error} where QEMU says no. */
  async do(command: string, words: Record<string, unknown> = {}): Promise<unknown> {
    const answered = new Promise<Answer>((resolve) => this.#waiting.push(resolve));
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: words })}\n`);
    const answer = await answered;
    if (answer.error !== undefined) throw new Error(`${command}: ${answer.error.desc}`);
    return answer.return;
  }
}
