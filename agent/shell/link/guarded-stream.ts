/**
 * The line to a broker that may have fallen into strange hands: what comes is held to `BrokerPackets` before anything gathers
 * it, and handed on a few packets at a time, so that a flood leaves the sound card its turn. It reads no message.
 */
import { Duplex } from 'node:stream';
import type { RefusalCode } from '../../core/refusal.ts';
import { BrokerPackets } from '../../core/wire/link/broker-packets.ts';

/** Between two turns of the event loop. A bundle is one, and there are five a second. */
const PACKETS_A_TURN = 64;
/** Questions to a box (QoS 1) whose answers the broker has not taken: a few after a stall, never so many. */
const UNANSWERED_MAX = 4_096;
/** Answers to what the box itself has said. Messages may be as many as they like: they are others' doing, and refused one by one. */
const ANSWERS_A_SECOND_MAX = 1_000;

/** What comes so soon after the last was dealt with is more than one turn's: it waits for the next one. */
const SOON_MS = 5;

/** What came is none of what a broker sends. */
export class BrokerRefused extends Error {
  readonly refusal: RefusalCode;

  constructor(refusal: RefusalCode) {
    super(refusal);
    this.name = 'BrokerRefused';
    this.refusal = refusal;
  }
}

/** Closes with the socket, and closes it; fails with what the socket failed with, or with a `BrokerRefused`. */
export class GuardedStream extends Duplex {
  readonly #socket: Duplex;
  readonly #packets = new BrokerPackets();
  /** Questions that came since everything we had to say was taken. */
  #unanswered = 0;
  #answers = 0;
  #answersSinceMs = performance.now();
  /** What has come and is not handed on yet: at most one read of the socket, which is held as long. */
  #waiting: Buffer | undefined;
  #handedOnMs = -Infinity;
  /** Whoever it is piped to; the reading half is passed by then. */
  #reader: NodeJS.WritableStream | undefined;
  /** Paused. Not for each chunk: to stop and start a socket costs more than a bundle does. */
  #isHeld = false;

  constructor(socket: Duplex) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.bring(chunk);
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
    socket.on('error', (error) => this.destroy(error));
  }

  /** Something has come: of a socket that has no queue of its own, by whoever reads it. */
  bring(chunk: Buffer): void {
    const before = this.#waiting;
    // TLS hands on all it has deciphered, be it told to stop meanwhile: what one read of the socket held, 64 KiB.
    this.#waiting = before === undefined ? chunk : Buffer.concat([before, chunk]);
    if (before !== undefined) return;
    if (performance.now() - this.#handedOnMs > SOON_MS) return this.#handOn();
    this.#hold();
    setImmediate(this.#handOn);
  }

  override _read(): void {
    this.#wanted();
  }

  /**
   * One reader, from the start: each piece is written to it at once. To go through the queue of a stream and out again costs more than
   * it does to check a bundle, and there is nothing to queue: a reader that wants no more stops the socket.
   */
  override pipe<T extends NodeJS.WritableStream>(reader: T): T {
    this.#reader = reader;
    reader.on('drain', this.#wanted);
    // So that its end is seen, with nothing left to read.
    this.resume();
    return reader;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const taken = (): void => {
      this.#unanswered = 0;
      done();
    };
    if (this.#socket.write(chunk)) taken();
    else this.#socket.once('drain', taken);
  }

  /** A packet that is written in pieces goes out as one: a server that has cut us off by then answers pieces by a reset. */
  override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#waiting = undefined;
    this.#socket.destroy();
    done(error);
  }

  readonly #handOn = (): void => {
    const chunk = this.#waiting;
    if (chunk === undefined || this.destroyed) return;
    const { bytes, questions, answers, refused } = this.#packets.walk(chunk, PACKETS_A_TURN);
    this.#unanswered += questions;
    if (refused !== undefined) return this.#refuse(refused);
    if (this.#isFlooded(answers)) return this.#refuse('broker.flood');
    if (this.#unanswered > UNANSWERED_MAX) return this.#refuse('broker.unread');
    this.#waiting = bytes === chunk.length ? undefined : chunk.subarray(bytes);
    const piece = chunk.subarray(0, bytes);
    const isWanted = this.#reader?.write(piece) ?? this.push(piece);
    this.#handedOnMs = performance.now();
    if (this.#waiting === undefined && isWanted) return this.#letGo();
    this.#hold();
    if (this.#waiting !== undefined) setImmediate(this.#handOn);
  };

  readonly #wanted = (): void => {
    if (this.#waiting === undefined) this.#letGo();
  };

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#socket.pause();
  }

  #letGo(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#socket.resume();
  }

  #isFlooded(answers: number): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#answersSinceMs > 1_000) {
      this.#answersSinceMs = nowMs;
      this.#answers = 0;
    }
    this.#answers += answers;
    return this.#answers > ANSWERS_A_SECOND_MAX;
  }

  #refuse(code: RefusalCode): void {
    this.destroy(new BrokerRefused(code));
  }
}
