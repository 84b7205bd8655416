/** A head-end's connection to a broker that is quick to hang up. */
import assert from 'node:assert/strict';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createServer, type Server } from 'node:tls';
import {
  createThrowawayCertificates,
  type ThrowawayCertificates,
} from '../../../broker-sim/broker/certificates.ts';
import { openBrokerLink } from '../../../broker-sim/head-end/broker-link.ts';
import { until } from '../broker/broker-client.ts';

const CONNACK = Buffer.of(0x20, 2, 0, 0);
const NOT_AUTHORIZED = Buffer.of(0x20, 2, 0, 5);
const CONNECT_BYTE = 0x10;

describe('the link of a head-end', () => {
  let certificates: ThrowawayCertificates;
  let server: Server;
  let hangUps = 0;
  let welcome = CONNACK;

  before(async () => {
    certificates = await createThrowawayCertificates();
    server = createServer({ cert: certificates.certificatePem, key: certificates.privateKeyPem });
    server.on('connection', (raw: Socket) => {
      server.once('secureConnection', (socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (packet: Buffer) => {
          if (packet[0] === CONNECT_BYTE) {
            socket.write(welcome);
            if (welcome !== CONNACK) socket.end();
          } else {
            hangUps++;
            raw.resetAndDestroy();
          }
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => void server.close());

  const opened = async (onTrouble: (line: string) => void) => {
    const link = await openBrokerLink({
      url: `mqtts://localhost:${(server.address() as AddressInfo).port}`,
      caPem: certificates.caPem,
      signal: new AbortController().signal,
      onTrouble,
    });
    assert.ok(link);
    return link;
  };

  it('says nothing where it ends itself, and the broker cuts it off for that', async () => {
    const troubles: string[] = [];
    const link = await opened((line) => troubles.push(line));
    const hangUpsBefore = hangUps;
    await link.endAsync();
    await until(() => hangUps > hangUpsBefore, 'the hang-up');
    assert.deepEqual(troubles, []);
  });

  it('says that it was cut off where it had more to do', async () => {
    const troubles: string[] = [];
    const link = await opened((line) => troubles.push(line));
    link.publish('loa/1/area/vn/control', 'more', { qos: 0 });
    await until(() => troubles.length > 0, 'a word of it');
    assert.match(troubles.join('\n'), /^no connection to mqtts:.*: it was cut off; trying again$/);
    await link.endAsync(true);
  });

  it('says that it is not let in any more, and is let in as soon as that is put right', async () => {
    const troubles: string[] = [];
    const link = await opened((line) => troubles.push(line));
    welcome = NOT_AUTHORIZED;
    link.publish('loa/1/area/vn/control', 'more', { qos: 0 });
    await until(() => troubles.some((line) => line.includes('--cert')), 'a word of it');
    welcome = CONNACK;
    await until(() => link.connected, 'the link');
    assert.match(
      troubles.at(-1) ?? '',
      /^no connection to mqtts:.*: it does not let this head-end in: /,
    );
    await link.endAsync(true);
  });
});
