/**
 * A Modbus RTU relay board as Waveshare's are: functions 1, 5 and `Flash ON`. It answers as a slave does — to its own address,
 * after a while, and to a broken frame not at all — and its wire can be as bad as a test wants.
 */
import { Coils } from './coils.ts';
import type { WiredBoard } from './board-port.ts';

/** What becomes of the next answers, one each: `lost`, or changed on the way, or late. */
export type WireTrouble =
  | 'lost'
  | 'half'
  | 'wrong-crc'
  | 'noise-before'
  | 'noise-instead'
  | 'another-address'
  | { readonly lateMs: number };

const REQUEST_BYTES = 8;
const READ_COILS = 1;
const WRITE_COIL = 5;
const EXCEPTION = 0x80;
const ILLEGAL_ADDRESS = 2;
const FLASH_ON = 0x0200;

export class ModbusRelayBoard implements WiredBoard {
  readonly coils: Coils;
  readonly #address: number;
  readonly #hasTimedCoils: boolean;
  #received = Buffer.alloc(0);
  readonly troubles: WireTrouble[] = [];
  /** Answers nothing at all. */
  isSilent = false;
  send: WiredBoard['send'] = () => undefined;

  constructor({ address = 1, coils = 8, hasTimedCoils = true } = {}) {
    this.#address = address;
    this.coils = new Coils(coils);
    this.#hasTimedCoils = hasTimedCoils;
  }

  receive(bytes: Uint8Array): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= REQUEST_BYTES) {
      const request = this.#received.subarray(0, REQUEST_BYTES);
      const isWhole = crc(request.subarray(0, -2)) === request.readUInt16LE(REQUEST_BYTES - 2);
      this.#received = this.#received.subarray(isWhole ? REQUEST_BYTES : 1);
      if (isWhole && request[0] === this.#address && !this.isSilent) this.#serve(request);
    }
  }

  #serve(request: Buffer): void {
    const code = request[1] ?? 0;
    const address = request.readUInt16BE(2);
    const value = request.readUInt16BE(4);
    const answer = this.#answer(code, address, value, request);
    this.#sendBadly(framed([this.#address, ...answer]), this.troubles.shift());
  }

  #answer(code: number, address: number, value: number, request: Buffer): number[] {
    const { coils } = this;
    if (code === READ_COILS && address + value <= coils.count) {
      const bits = Array.from({ length: value }, (_, at) => coils.isOn(address + at));
      const bytes = Array.from({ length: Math.ceil(value / 8) }, (_, byte) =>
        bits.slice(byte * 8, byte * 8 + 8).reduce((sum, on, bit) => sum + (on ? 1 << bit : 0), 0),
      );
      return [code, bytes.length, ...bytes];
    }
    if (code === WRITE_COIL && address < coils.count) {
      coils.switch(address, value === 0xff00);
      return [...request.subarray(1, 6)];
    }
    if (code === WRITE_COIL && this.#hasTimedCoils && address - FLASH_ON < coils.count) {
      coils.switchFor(address - FLASH_ON, value * 100);
      return [...request.subarray(1, 6)];
    }
    return [code | EXCEPTION, ILLEGAL_ADDRESS];
  }

  #sendBadly(frame: Buffer, trouble: WireTrouble | undefined): void {
    const noise = Buffer.from([0x00, 0xff, this.#address, 0x05, 0x17]);
    if (trouble === 'lost') return;
    if (trouble === 'half') return this.send(frame.subarray(0, 4));
    if (trouble === 'noise-instead') return this.send(noise);
    if (trouble === 'noise-before') return this.send(Buffer.concat([noise, frame]));
    if (trouble === 'another-address') {
      return this.send(framed([this.#address + 1, ...frame.subarray(1, -2)]));
    }
    if (trouble === 'wrong-crc') {
      const wrong = Buffer.from(frame);
      wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 0x5a;
      return this.send(wrong);
    }
    if (trouble === undefined) {
      // In two pieces, as a serial port gives them.
      this.send(frame.subarray(0, 3));
      return this.send(frame.subarray(3));
    }
    setTimeout(() => {
      this.send(frame);
    }, trouble.lateMs);
  }
}

const framed = (bytes: readonly number[]): Buffer => {
  const body = Buffer.from(bytes);
  const sum = crc(body);
  return Buffer.concat([body, Buffer.from([sum & 0xff, sum >> 8])]);
};

/** By the table-free form of another text than the driver's: the polynomial reflected, one byte at a time. */
const crc = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => {
    let next = sum ^ byte;
    for (let bit = 0; bit < 8; bit += 1) next = next % 2 === 1 ? (next >>> 1) ^ 0xa001 : next >>> 1;
    return next;
  }, 0xffff);
