/**
 * The serial port under modbus-serial: finds the one frame that answers a request among whatever else the bus carries. Every
 * request begins with nothing received, so noise, half an answer and an answer to an older request are never joined to a new one.
 * Knows whose a frame is, not what it asks.
 */
import { EventEmitter } from 'node:events';
import type { SerialLine } from '../../serial-line.ts';
import { EXCEPTION_BIT, frameAt, FRAME_BYTES_MIN } from './rtu-frame.ts';

const RECEIVED_BYTES_MAX = 256;

export class RtuPort extends EventEmitter {
  readonly #line: SerialLine;
  #received = Buffer.alloc(0);
  #request: { readonly unit: number; readonly code: number } | undefined;
  /** Another board's address that came with a whole, right frame since the last request. */
  stranger: number | undefined;

  constructor(line: SerialLine) {
    super();
    this.#line = line;
    line.onBytes = (bytes) => {
      this.#take(bytes);
    };
  }

  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  open(done: (error?: unknown) => void): void {
    this.#line.open().then(() => {
      done();
    }, done);
  }

  close(done: () => void): void {
    void this.#line.close().then(done);
  }

  write(frame: Buffer): void {
    this.#received = Buffer.alloc(0);
    this.stranger = undefined;
    this.#request = { unit: frame[0] ?? 0, code: frame[1] ?? 0 };
    this.#line.write(frame);
  }

  #take(bytes: Uint8Array): void {
    const request = this.#request;
    if (request === undefined) return;
    this.#received = Buffer.concat([this.#received, bytes]).subarray(-RECEIVED_BYTES_MAX);
    for (let at = 0; at + FRAME_BYTES_MIN <= this.#received.length; at += 1) {
      const frame = frameAt(this.#received, at);
      if (frame === undefined) continue;
      if (frame[0] !== request.unit) {
        this.stranger = frame[0];
        continue;
      }
      if (((frame[1] ?? 0) & ~EXCEPTION_BIT) !== request.code) continue;
      this.#request = undefined;
      this.emit('data', frame);
      return;
    }
  }
}
