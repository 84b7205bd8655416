/**
 * Couples one terminal, be it a serial port or a socket, to one session of the core: bytes in, effects performed. It takes a
 * little at a time and lets the loop go round, so that a paste of any length never keeps the card waiting.
 */
import type { Duplex } from 'node:stream';
import type { ConsoleSession } from '../../core/console/session.ts';
import type { Clock } from '../../../hw/ports.ts';
import { Incoming } from './incoming.ts';
import type { Outgoing } from './outgoing.ts';

const TAKE_BYTES_MAX = 512;
/** Ctrl-U, Ctrl-D. */
const LEAVE = '\u0015\u0004';

export interface ConsoleLineParts {
  readonly stream: Duplex;
  readonly session: ConsoleSession;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
}

export class ConsoleLine {
  readonly #parts: ConsoleLineParts;
  readonly #incoming: Incoming;
  #isTurning = false;

  constructor(parts: ConsoleLineParts) {
    this.#parts = parts;
    this.#incoming = new Incoming(parts.stream);
    parts.stream.on('data', (bytes: Buffer) => {
      this.put(bytes);
    });
    // Nothing more will be typed: what was begun is cleared, and the session left, once all before it is done.
    parts.stream.on('end', () => {
      this.put(Buffer.from(LEAVE));
    });
    this.#perform();
  }

  /** As though it had been typed. */
  put(bytes: Buffer): void {
    this.#incoming.put(bytes);
    if (!this.#isTurning) this.#turn();
  }

  #turn(): void {
    const { session, clock } = this.#parts;
    const bytes = this.#incoming.peek(TAKE_BYTES_MAX);
    this.#incoming.take(session.type(bytes, clock.nowUs()));
    this.#perform();
    this.#isTurning = !this.#incoming.isEmpty;
    if (this.#isTurning)
      setImmediate(() => {
        this.#turn();
      });
  }

  #perform(): void {
    const { session, stream, outgoing } = this.#parts;
    for (const effect of session.drain()) {
      switch (effect.do) {
        case 'write':
          outgoing.write(effect.text);
          break;
        case 'close':
          stream.end();
      }
    }
  }
}
