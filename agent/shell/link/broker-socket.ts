/** Opens the socket to a broker: TLS as the configuration says, or a plain one where that is allowed. It speaks no MQTT. */
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { BrokerConfig } from '../../config/agent-config.ts';

const PORT = 1_883;
const TLS_PORT = 8_883;

/** Answers at once; what is written waits until it is connected. */
export const openSocket = ({ url, caPem, certificate }: BrokerConfig): Duplex => {
  const { protocol, hostname, port } = new URL(url);
  // IPv6 stands in brackets in a URL, and without them everywhere else.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'mqtt:') return connectTcp({ host, port: Number(port || PORT) });
  return connectTls({
    host,
    port: Number(port || TLS_PORT),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(isIP(host) === 0 && { servername: host }),
    ...(caPem !== undefined && { ca: caPem }),
    ...(certificate !== undefined && {
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem.reveal(),
    }),
  });
};
