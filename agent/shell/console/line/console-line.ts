/**
 * Couples one terminal, be it a serial port or a socket, to one session of the core: bytes in, effects performed. It takes a
 * little at a time and lets the loop go round, so that a paste of any length never keeps the card waiting.
 */
import type { Duplex } from 'node:stream';
import type { Answer, Note } from '../../../core/console/effect.ts';
import type { ConsoleSession } from '../../../core/console/session.ts';
import type { Input } from '../../../core/input.ts';
import { NEVER, US_PER_MS } from '../../../core/vocabulary.ts';
import type { Clock } from '../../../../hw/ports.ts';
import type { Clerk } from '../clerk.ts';
import { Incoming } from './incoming.ts';
import type { Outgoing } from './outgoing.ts';

const TAKE_BYTES_MAX = 512;
/** Ctrl-U, Ctrl-D. */
const LEAVE = '\u0015\u0004';
/** Node's timers overflow beyond 2^31 ms. */
const WAIT_MS_MAX = 3_600_000;

export interface ConsoleLineParts {
  readonly stream: Duplex;
  readonly session: ConsoleSession;
  readonly outgoing: Outgoing;
  readonly clerk: Pick<Clerk, 'ask'>;
  readonly post: (input: Input) => void;
  readonly note: (what: Note) => void;
  readonly clock: Clock;
}

export class ConsoleLine {
  readonly #parts: ConsoleLineParts;
  readonly #incoming: Incoming;
  #isTurning = false;
  #timer: NodeJS.Timeout | undefined;
  #forget: () => void = () => undefined;

  constructor(parts: ConsoleLineParts) {
    this.#parts = parts;
    const { stream } = parts;
    this.#incoming = new Incoming(stream);
    stream.on('data', (bytes: Buffer) => {
      this.put(bytes);
    });
    // Nothing more will be typed: what was begun is cleared, and the session left, once all before it is done.
    stream.on('end', () => {
      this.put(Buffer.from(LEAVE));
    });
    stream.once('close', () => {
      parts.session.hangUp();
      this.#perform();
      clearTimeout(this.#timer);
      this.#forget();
    });
    this.#perform();
  }

  /** As though it had been typed. */
  put(bytes: Buffer): void {
    this.#incoming.put(bytes);
    if (!this.#isTurning) this.#turn();
  }

  /** Whoever sits here was let in by a PIN that holds no more. */
  expel(): void {
    this.#parts.session.expel(this.#parts.clock.nowUs());
    this.#goOn();
  }

  #turn(): void {
    const { session, clock } = this.#parts;
    // Ctrl-C is looked for in all that waits.
    const bytes = this.#incoming.peek(session.isBusy ? Infinity : TAKE_BYTES_MAX);
    const taken = session.type(bytes, clock.nowUs());
    this.#incoming.take(taken);
    this.#isTurning = taken > 0 && !this.#incoming.isEmpty;
    this.#perform();
    if (!this.#isTurning) return;
    setImmediate(() => {
      this.#turn();
    });
  }

  #perform(): void {
    const { session, stream, outgoing, post, note } = this.#parts;
    for (const effect of session.drain()) {
      switch (effect.do) {
        case 'write':
          outgoing.write(effect.text);
          break;
        case 'send':
          outgoing.send(effect.bytes);
          break;
        case 'ask':
          this.#ask(effect.question);
          break;
        case 'forget':
          this.#forget();
          break;
        case 'post':
          post(effect.input);
          break;
        case 'note':
          note(effect.what);
          break;
        case 'close':
          stream.end();
      }
    }
    this.#sleep();
  }

  #ask(question: Parameters<Clerk['ask']>[0]): void {
    const { clerk, session, clock, stream, note } = this.#parts;
    this.#forget();
    let isLater = false;
    const tell = (answer: Answer): void => {
      const take = (): void => {
        if (stream.destroyed) return;
        session.answer(answer, clock.nowUs());
        this.#goOn();
      };
      // An answer that is there at once waits until the effects before it are performed.
      if (isLater) take();
      else queueMicrotask(take);
    };
    const forget = clerk.ask(question, tell, note);
    isLater = true;
    this.#forget = forget;
  }

  /** Something else than a key has moved the session on: what was typed meanwhile may have its turn. */
  #goOn(): void {
    this.#perform();
    if (!this.#isTurning && !this.#incoming.isEmpty) this.#turn();
  }

  #sleep(): void {
    const { session, clock } = this.#parts;
    clearTimeout(this.#timer);
    const wakeUs = session.nextWakeUs;
    if (wakeUs === NEVER || this.#parts.stream.destroyed) return;
    const waitMs = Math.max(0, Math.ceil((wakeUs - clock.nowUs()) / US_PER_MS));
    this.#timer = setTimeout(
      () => {
        session.wake(clock.nowUs());
        this.#goOn();
      },
      Math.min(WAIT_MS_MAX, waitMs),
    );
  }
}
