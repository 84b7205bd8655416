/** Opens the socket to a broker: TLS as the configuration says, or a plain one where that is allowed. It speaks no MQTT. */
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { BrokerConfig } from '../../config/agent-config.ts';

const PORT = 1_883;
const TLS_PORT = 8_883;

/** What is read at a time, into the same memory each time: a bundle, or what came in a stall. */
const READ_BYTES = 16_384;

/** Answers at once; what is written waits until it is connected. What comes is told as it does, a copy each, and is in no stream's queue. */
export const openSocket = (
  { url, caPem, certificate }: BrokerConfig,
  told: (bytes: Buffer) => void,
): Duplex => {
  const buffer = Buffer.alloc(READ_BYTES);
  const onread = {
    buffer,
    callback: (bytes: number): boolean => {
      told(Buffer.from(buffer.subarray(0, bytes)));
      return true;
    },
  };
  const { protocol, hostname, port } = new URL(url);
  // IPv6 stands in brackets in a URL, and without them everywhere else.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'mqtt:') return connectTcp({ host, port: Number(port || PORT), onread });
  // Its types do not know `onread`, of which its documentation speaks.
  const options = {
    host,
    port: Number(port || TLS_PORT),
    minVersion: 'TLSv1.2' as const,
    rejectUnauthorized: true,
    onread,
    ...(isIP(host) === 0 && { servername: host }),
    ...(caPem !== undefined && { ca: caPem }),
    ...(certificate !== undefined && {
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem.reveal(),
    }),
  };
  return connectTls(options);
};
