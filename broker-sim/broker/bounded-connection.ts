/**
 * A socket as the broker sees it: the same bytes, cut off as soon as a packet announces more than its bound. Aedes has
 * no such bound of its own and would gather up to 256 MB for one packet. It knows framing, not what packets mean.
 */
import { Duplex } from 'node:stream';
import { PacketLengthMeter } from './packet-length-meter.ts';

export class BoundedConnection extends Duplex {
  readonly #socket: Duplex;
  readonly #meter: PacketLengthMeter;

  constructor(socket: Duplex, packetBytesMax: number) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#meter = new PacketLengthMeter(packetBytesMax);
    socket.on('data', (chunk: Buffer) => {
      this.#pass(chunk, packetBytesMax);
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
    socket.on('error', (error) => this.destroy(error));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#socket.write(chunk)) done();
    else this.#socket.once('drain', done);
  }

  /** Aedes writes one packet in many pieces between cork and uncork; one piece of TLS is enough for it. */
  override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #pass(chunk: Buffer, packetBytesMax: number): void {
    if (this.destroyed) return;
    const verdict = this.#meter.accept(chunk);
    if (verdict === 'oversized') {
      this.destroy(new Error(`a packet longer than ${packetBytesMax} bytes`));
    } else if (verdict === 'malformed') {
      this.destroy(new Error('a packet length that is none (MQTT 3.1.1 §2.2.3)'));
    } else if (!this.push(chunk)) {
      this.#socket.pause();
    }
  }
}
