/**
 * The line to a time server by Node alone: a datagram is stamped when Node is asked to send it, and when the event loop comes to
 * read it. What the loop had to do meanwhile is in the stamps: some tens of µs, milliseconds on a busy box.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { Clock, MonoUs, TimeSocket, TimeSocketPeer } from '../ports.ts';

export class LoopTimeSocket implements TimeSocket {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #peer: TimeSocketPeer;

  private constructor(socket: Socket, clock: Clock, peer: TimeSocketPeer) {
    this.#socket = socket;
    this.#clock = clock;
    this.#peer = peer;
    socket.on('message', (bytes) => {
      peer.onDatagram(bytes, clock.nowUs());
    });
    socket.on('error', peer.onError);
  }

  /** @throws {NodeJS.ErrnoException} where the kernel does not let it. */
  static async open(clock: Clock, peer: TimeSocketPeer): Promise<LoopTimeSocket> {
    const socket = createSocket(peer.family === 6 ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // Without a route it is told so here, which its type does not say.
      socket.connect(peer.port, peer.address, (failure?: Error) => {
        socket.off('error', reject);
        if (failure) reject(failure);
        else resolve();
      });
    }).catch((error: unknown) => {
      socket.close();
      throw error;
    });
    return new LoopTimeSocket(socket, clock, peer);
  }

  send(bytes: Uint8Array): MonoUs {
    const sentUs = this.#clock.nowUs();
    this.#socket.send(bytes, (error) => {
      if (error !== null) this.#peer.onError(error);
    });
    return sentUs;
  }

  close(): void {
    this.#socket.close();
  }
}
