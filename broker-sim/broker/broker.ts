/**
 * The embedded broker of the virtual village: aedes behind TLS on the loopback interface, with a bound on everything a
 * client can make it hold. It carries whatever is published and knows nothing of the protocol that travels over it.
 */
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';
import { Aedes } from 'aedes';
import { UserMistake } from '../user-mistake.ts';
import { Admission, type Access } from './admission.ts';
import { BoundedConnection } from './bounded-connection.ts';
import { boundWhatIsKept } from './kept-for-clients.ts';
import type { ThrowawayCertificates } from './certificates.ts';

const HOST = '127.0.0.1';

export const BROKER_LIMITS = {
  /** Longest packet taken, without its fixed header. The longest bundle has 16 KiB. */
  packetBytesMax: 65_536,
  /** Connections at once, whether or not they have said who they are. */
  connectionsMax: 256,
  /** From TCP to the end of the TLS handshake, and from there to the CONNECT packet. */
  handshakeMsMax: 5_000,
  /** A client must promise to say something at least this often; aedes refuses 0 (never) too. */
  keepaliveSMax: 120,
  /** A client that takes nothing for this long is cut off: what is queued for it would be old sound. */
  drainMsMax: 10_000,
  /** Packets sent before CONNACK, QoS 2 handshakes left open, levels in a topic. */
  queuedBeforeConnectMax: 16,
  halfOpenQos2Max: 16,
  topicLevelsMax: 16,
  /** Topics on which a message is kept for whoever comes later: a village of hundreds needs two for each box. */
  retainedTopicsMax: 2_048,
} as const;

export type BrokerLimits = { readonly [name in keyof typeof BROKER_LIMITS]: number };

export interface BrokerOptions {
  readonly certificates: Pick<ThrowawayCertificates, 'certificatePem' | 'privateKeyPem'>;
  /** Who may come in, each by its own certificate, to do no more than it needs. Absent: anybody, to do anything. */
  readonly access?: Access;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly limits?: Partial<BrokerLimits>;
  /** One line for each connection that came to grief. Never called after `close` resolved. */
  readonly onTrouble?: (line: string) => void;
}

export interface Broker {
  readonly port: number;
  /** `mqtts://localhost:PORT` */
  readonly url: string;
  /** Clients that have been let in and are still there. */
  clientCount(): number;
  /** Closes every connection, then the port. Idempotent. */
  close(): Promise<void>;
}

/** @throws {UserMistake} where the port is taken or not ours to open. */
export const startBroker = async (options: BrokerOptions): Promise<Broker> => {
  const limits: BrokerLimits = { ...BROKER_LIMITS, ...options.limits };
  const trouble = options.onTrouble ?? (() => undefined);
  const aedes = await Aedes.createBroker({
    connectTimeout: limits.handshakeMsMax,
    keepaliveLimit: limits.keepaliveSMax,
    drainTimeout: limits.drainMsMax,
    queueLimit: limits.queuedBeforeConnectMax,
    maxInflightInbound: limits.halfOpenQos2Max,
    maxTopicLevels: limits.topicLevelsMax,
  });
  aedes.on('clientError', (client, error) => {
    trouble(`client ${client.id}: ${error.message}`);
  });
  aedes.on('connectionError', (_client, error) => {
    trouble(`a connection that never became a client: ${error.message}`);
  });

  const admission = options.access && new Admission(aedes, options.access, trouble);
  boundWhatIsKept(aedes, limits.retainedTopicsMax);
  const server = tls.createServer({
    cert: options.certificates.certificatePem,
    key: options.certificates.privateKeyPem,
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.handshakeMsMax,
    ...(admission?.tlsOptions ?? {}),
  });
  server.maxConnections = limits.connectionsMax;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket) => {
    const connection = new BoundedConnection(socket, limits.packetBytesMax);
    admission?.note(connection, socket);
    aedes.handle(connection);
  });
  server.on('tlsClientError', (error, socket) => {
    trouble(`TLS: ${error.message}`);
    // Node tells of a handshake that timed out, and leaves the socket open.
    socket.destroy();
  });
  server.on('drop', () => {
    trouble(`more than ${limits.connectionsMax} connections at once: one was turned away`);
  });

  const closeAedes = (): Promise<void> =>
    new Promise((resolve) => {
      aedes.close(() => {
        resolve();
      });
    });
  const port = await listen(server, options.port ?? 0).catch(async (error: unknown) => {
    await closeAedes();
    throw error;
  });
  server.on('error', (error: Error) => {
    trouble(`the port: ${error.message}`);
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    await closeAedes();
    // Those that never finished a handshake are no clients of aedes.
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    url: `mqtts://localhost:${port}`,
    clientCount: () => aedes.connectedClients,
    close: () => (closing ??= close()),
  };
};

const listen = (server: tls.Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenMistake(error, port));
    });
    server.listen(port, HOST, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });

const listenMistake = (error: NodeJS.ErrnoException, port: number): Error => {
  if (error.code === 'EADDRINUSE') {
    return new UserMistake(
      `port ${port} on ${HOST} is taken: choose another with --port, or leave it out`,
      { cause: error },
    );
  }
  if (error.code === 'EACCES') {
    return new UserMistake(
      `port ${port} may be opened by root alone: choose one above 1023 with --port`,
      { cause: error },
    );
  }
  return error;
};
