/** The near ends of what comes out of the machine: a Unix socket for each serial line, to which QEMU connects. It knows no line's meaning. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

export class Wire {
  readonly path: string;
  readonly #server: Server;
  readonly #plugged: Promise<Socket>;

  private constructor(path: string, server: Server) {
    this.path = path;
    this.#server = server;
    this.#plugged = once(server, 'connection').then(([socket]) => {
      const near = socket as Socket;
      // A machine whose power is cut resets its lines.
      near.on('error', () => undefined);
      return near;
    });
  }

  static async lay(folder: string, name: string): Promise<Wire> {
    const path = join(folder, `${name}.sock`);
    const server = createServer();
    const wire = new Wire(path, server);
    server.listen(path);
    await once(server, 'listening');
    return wire;
  }

  /** Its end here, once the machine is on. */
  get near(): Promise<Socket> {
    return this.#plugged;
  }

  takeUp(): void {
    this.#server.close();
  }
}
