/**
 * The line to a time server by the native addon: a datagram is stamped beside the call that sends it, and by the kernel when it
 * comes. What the event loop has to do meanwhile does not matter. Node waits for the socket, and reads it.
 */
import { createSocket, type Socket } from 'node:dgram';
import { getSystemErrorName } from 'node:util';
import type { NativeDatagram } from '../native/load.ts';
import type { MonoUs, TimeSocket, TimeSocketPeer } from '../ports.ts';

export class KernelTimeSocket implements TimeSocket {
  readonly #native: NativeDatagram;
  readonly #handle: number;
  readonly #socket: Socket;
  readonly #peer: TimeSocketPeer;

  private constructor(native: NativeDatagram, handle: number, peer: TimeSocketPeer) {
    this.#native = native;
    this.#handle = handle;
    this.#peer = peer;
    this.#socket = createSocket(peer.family === 6 ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes) => {
      peer.onDatagram(bytes, native.arrivedUs(handle) as MonoUs);
    });
    this.#socket.on('error', peer.onError);
    this.#socket.bind({ fd: handle });
  }

  /** @throws {NodeJS.ErrnoException} where the kernel does not let it. */
  static async open(native: NativeDatagram, peer: TimeSocketPeer): Promise<KernelTimeSocket> {
    const handle = native.open(peer.address, peer.port);
    if (handle < 0) throw systemError('connect', handle);
    return new KernelTimeSocket(native, handle, peer);
  }

  send(bytes: Uint8Array): MonoUs | undefined {
    const sent = this.#native.send(this.#handle, bytes);
    if (sent >= 0) return sent as MonoUs;
    this.#peer.onError(systemError('send', sent));
    return undefined;
  }

  /** The handle is Node's since it was bound, and is closed by it. */
  close(): void {
    this.#socket.close();
  }
}

const systemError = (call: string, code: number): NodeJS.ErrnoException => {
  const name = getSystemErrorName(code);
  return Object.assign(new Error(`${call} ${name}`), { code: name, errno: code, syscall: call });
};
