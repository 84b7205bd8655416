/**
 * A bad line between a box and its broker: forwards TCP on loopback, and stalls, cuts or leaves it half open when told.
 * It sees bytes only, so TLS passes through it as it is.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';
const PAIRS_MAX = 64;

export type LineState = 'open' | 'stalled' | 'dead';

export interface TcpShaper {
  readonly port: number;
  /** Nothing passes, and nothing is lost: what waits comes in a burst with `resume`. */
  stall(): void;
  resume(): void;
  /** Cuts every connection with a reset; new ones are taken. */
  reset(): void;
  /** Half open: everything is swallowed and nobody is told. New connections get the same until `resume`. */
  kill(): void;
  close(): Promise<void>;
}

/** Listens on a free port of loopback and forwards to `targetPort` there. */
export const startTcpShaper = async (targetPort: number): Promise<TcpShaper> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: LineState = 'open';

  const forward = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      if (state === 'dead') return;
      if (!to.write(bytes)) from.pause();
    });
    to.on('drain', () => {
      if (state === 'open') from.resume();
    });
  };
  const server: Server = createServer((near) => {
    if (pairs.size >= PAIRS_MAX) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, HOST);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      if (state === 'stalled') socket.pause();
      // A line that breaks is what this is for; the other end learns of it by `close`.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (!pairs.delete(pair) || state === 'dead') return;
        near.destroy();
        far.destroy();
      });
    }
    forward(near, far);
    forward(far, near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });

  const each = (act: (socket: Socket) => void): void => {
    for (const pair of [...pairs]) pair.forEach(act);
  };
  return {
    port: (server.address() as AddressInfo).port,
    stall: () => {
      state = 'stalled';
      each((socket) => {
        socket.pause();
      });
    },
    resume: () => {
      state = 'open';
      each((socket) => {
        socket.resume();
      });
    },
    reset: () => {
      each((socket) => {
        socket.resetAndDestroy();
      });
    },
    kill: () => {
      state = 'dead';
      each((socket) => {
        socket.resume();
      });
    },
    close: async () => {
      each((socket) => {
        socket.destroy();
      });
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
};
