/**
 * The serial port under modbus-serial: finds the one frame that answers a request among whatever else the bus carries. Every
 * request begins with nothing received, so noise, half an answer and an answer to an older request are never joined to a new one.
 * Knows the shape of a frame (Modbus over Serial Line 1.02, §2.5.1), not what it asks.
 */
import { EventEmitter } from 'node:events';
import type { SerialLine } from '../serial-line.ts';

/** Address, function, byte count or code, CRC. */
const FRAME_BYTES_MIN = 5;
const RECEIVED_BYTES_MAX = 256;
const EXCEPTION_BIT = 0x80;
const WRITE_ANSWER_BYTES = 8;

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

/** The frame that begins at `at`, if a whole one with a right CRC does. */
const frameAt = (received: Buffer, at: number): Buffer | undefined => {
  const length = lengthOf(received[at + 1] ?? 0, received[at + 2] ?? 0);
  if (length === undefined || at + length > received.length) return undefined;
  const frame = received.subarray(at, at + length);
  return crc16(frame.subarray(0, -2)) === frame.readUInt16LE(length - 2) ? frame : undefined;
};

/** Of an answer, by its function and the byte behind that. */
const lengthOf = (code: number, next: number): number | undefined => {
  if ((code & EXCEPTION_BIT) !== 0) return FRAME_BYTES_MIN;
  if (code >= 1 && code <= 4) return FRAME_BYTES_MIN + next;
  return [5, 6, 15, 16].includes(code) ? WRITE_ANSWER_BYTES : undefined;
};

/** Modbus over Serial Line 1.02, §6.2.2. */
export const crc16 = (bytes: Uint8Array): number => {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
};
