/** Tries the way to the broker: name, port, TLS. Each try has a deadline, and one that fails spares those behind it. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { BrokerConfig } from '../../../config/agent-config.ts';
import type { Tried } from '../../../core/console/diagnosis/probes.ts';
import type { LinkCause } from '../../../core/report/link-cause.ts';
import type { Clock } from '../../../../hw/ports.ts';
import { describeLinkFailure } from '../../link/link-failure.ts';
import { linkCauseOf } from '../../link/link-cause.ts';

/** Together less than the ten seconds that a technician waits. */
const DNS_MS = 3_000;
const TCP_MS = 2_500;
const TLS_MS = 3_000;

export interface LinkProbes {
  readonly dns: Tried;
  readonly tcp: Tried;
  readonly tls: Tried;
}

const SKIPPED: Tried = { went: 'skipped' };

export const probeLink = async (broker: BrokerConfig, clock: Clock): Promise<LinkProbes> => {
  const { protocol, hostname, port: stated } = new URL(broker.url);
  const isTls = protocol === 'mqtts:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const port = Number(stated || (isTls ? 8_883 : 1_883));
  const dns =
    isIP(host) > 0
      ? SKIPPED
      : await timed(clock, DNS_MS, 'name-server', async () => (await lookup(host)).address);
  if (dns.went === 'wrong') return { dns, tcp: SKIPPED, tls: SKIPPED };
  let socket: Socket | undefined;
  const tcp = await timed(clock, TCP_MS, 'timeout', async () => {
    socket = connectTcp({ host, port });
    await connected(socket, 'connect');
    return `${socket.remoteAddress ?? host}:${port}`;
  });
  try {
    const tls =
      tcp.went === 'well' && isTls && socket !== undefined
        ? await shakeHands(broker, host, socket, clock)
        : SKIPPED;
    return { dns, tcp, tls };
  } finally {
    socket?.destroy();
  }
};

const shakeHands = (
  { caPem, certificate }: BrokerConfig,
  host: string,
  socket: Socket,
  clock: Clock,
): Promise<Tried> =>
  timed(clock, TLS_MS, 'timeout', async () => {
    const secure = connectTls({
      socket,
      ...(isIP(host) === 0 ? { servername: host } : { host }),
      ...(caPem !== undefined && { ca: caPem }),
      ...(certificate !== undefined && {
        cert: certificate.certificatePem,
        key: certificate.privateKeyPem.reveal(),
      }),
    });
    await connected(secure, 'secureConnect');
    return secure.getProtocol() ?? 'TLS';
  });

/** Its errors are heard for as long as it lives. */
const connected = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.on('error', reject);
    socket.once('close', () => {
      reject(new Error('the connection was closed'));
    });
  });

/** `late`: what it means that nothing came within `ms`. */
const timed = async (
  clock: Clock,
  ms: number,
  late: LinkCause,
  attempt: () => Promise<string>,
): Promise<Tried> => {
  const fromUs = clock.nowUs();
  let timer: NodeJS.Timeout | undefined;
  try {
    const detail = await Promise.race([
      attempt(),
      new Promise<undefined>((resolve) => {
        timer = setTimeout(() => {
          resolve(undefined);
        }, ms);
      }),
    ]);
    if (detail === undefined) return { went: 'wrong', cause: late, reason: `none within ${ms} ms` };
    return { went: 'well', tookUs: clock.nowUs() - fromUs, detail };
  } catch (error) {
    return { went: 'wrong', cause: linkCauseOf(error), reason: describeLinkFailure(error) };
  } finally {
    clearTimeout(timer);
  }
};
