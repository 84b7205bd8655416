/** The embedded broker and a field broker pass one suite; then what the embedded one adds. */
import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import { startBroker, type Broker } from '../../../broker-sim/broker/broker.ts';
import {
  createThrowawayCertificates,
  type ThrowawayCertificates,
} from '../../../broker-sim/broker/certificates.ts';
import { UserMistake } from '../../../broker-sim/user-mistake.ts';
import { closed, connect, until, type TestClient } from './broker-client.ts';
import { mosquittoMissing, startMosquitto } from './broker-mosquitto.ts';
import { brokerSuite } from './broker-suite.ts';

brokerSuite(
  'aedes',
  ({ certificates, packetBytesMax }) => startBroker({ certificates, limits: { packetBytesMax } }),
  false,
);
brokerSuite('mosquitto', startMosquitto, mosquittoMissing);

describe('the embedded broker', () => {
  const trouble: string[] = [];
  let certificates: ThrowawayCertificates;
  let broker: Broker;

  before(async () => {
    certificates = await createThrowawayCertificates();
    broker = await startBroker({
      certificates,
      limits: { connectionsMax: 6 },
      onTrouble: (line) => trouble.push(line),
    });
  });
  after(() => broker.close());

  const told = (pattern: RegExp): Promise<void> =>
    until(() => trouble.some((line) => pattern.test(line)), `a line like ${String(pattern)}`);

  it('refuses MQTT 5, with a line that says so', async () => {
    await assert.rejects(connect(broker.url, { ca: certificates.caPem, protocolVersion: 5 }));
    await told(/unacceptable protocol version/);
  });

  it('refuses a client that will not promise to stay in touch', async () => {
    await assert.rejects(connect(broker.url, { ca: certificates.caPem, keepalive: 0 }));
    await told(/keep alive limit/);
  });

  it('gives up on a connection that never says who it is', async () => {
    // A broker of its own: nobody else is to be held to so short a time.
    const hasty = await startBroker({
      certificates,
      limits: { handshakeMsMax: 200 },
      onTrouble: (line) => trouble.push(line),
    });
    const { port } = hasty;
    const silentTcp = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    const silentTls = connectTls({ port, ca: certificates.caPem, host: 'localhost' });
    silentTls.on('error', () => undefined);
    silentTcp.resume(); // A socket that nobody reads does not notice its end.
    silentTls.resume();
    await Promise.all([
      closed(silentTcp),
      closed(silentTls),
      told(/TLS: .*handshake timeout/),
      told(/connect did not arrive in time/),
    ]);
    await hasty.close();
  });

  it('turns away connections beyond its bound, and takes new ones when others have gone', async () => {
    const taken = await Promise.all(
      Array.from({ length: 6 }, () => connect(broker.url, { ca: certificates.caPem })),
    );
    await assert.rejects(connect(broker.url, { ca: certificates.caPem }));
    await told(/more than 6 connections/);
    await Promise.all(taken.map((client) => client.close()));
    await until(() => broker.clientCount() === 0, 'the six to be gone');
    await (await connect(broker.url, { ca: certificates.caPem })).close();
  });

  it('keeps retained messages on so many topics and no more, and takes others when some are emptied', async () => {
    const small = await startBroker({
      certificates,
      limits: { retainedTopicsMax: 2 },
      onTrouble: (line) => trouble.push(line),
    });
    const enter = () => connect(small.url, { ca: certificates.caPem });
    const keep = async (client: TestClient, topic: string, text: string): Promise<void> => {
      await client.mqtt.publishAsync(topic, text, { qos: 1, retain: true });
    };
    const first = await enter();
    await keep(first, 'a', 'one');
    await keep(first, 'b', 'one');
    await keep(first, 'b', 'another');
    const gone = closed(first.mqtt);
    first.mqtt.publish('c', 'one', { qos: 0, retain: true });
    await Promise.all([gone, told(/more than 2 topics with a retained message/)]);
    const second = await enter();
    await keep(second, 'a', '');
    await keep(second, 'c', 'one');
    await second.mqtt.subscribeAsync('#', { qos: 1 });
    assert.deepEqual((await second.first(2)).map(({ topic, text }) => `${topic} ${text}`).sort(), [
      'b another',
      'c one',
    ]);
    await second.close();
    await small.close();
  });

  it('keeps nothing for clients that are away', async () => {
    const away = { ca: certificates.caPem, clean: false, clientId: 'away' };
    const client = await connect(broker.url, away);
    await client.mqtt.subscribeAsync('while/away', { qos: 1 });
    await client.close();
    const speaker = await connect(broker.url, { ca: certificates.caPem });
    await speaker.mqtt.publishAsync('while/away', 'old sound', { qos: 1 });
    const back = await connect(broker.url, away);
    // Whatever had been kept would come ahead of what is said now.
    await back.mqtt.subscribeAsync('while/there', { qos: 1 });
    await speaker.mqtt.publishAsync('while/there', 'sound', { qos: 1 });
    assert.deepEqual(
      (await back.first(1)).map(({ text }) => text),
      ['sound'],
    );
    await back.close();
    await speaker.close();
  });

  it('names the port that is taken, and what to do', async () => {
    await assert.rejects(startBroker({ certificates, port: broker.port }), (error) => {
      assert.ok(error instanceof UserMistake);
      assert.match(
        error.message,
        new RegExp(`^port ${broker.port} on 127\\.0\\.0\\.1 is taken: .*--port`),
      );
      return true;
    });
  });

  it('closes with clients on it, and frees its port', async () => {
    const passing = await startBroker({ certificates });
    const client = await connect(passing.url, { ca: certificates.caPem });
    const gone = closed(client.mqtt);
    connectTcp(passing.port, '127.0.0.1').on('error', () => undefined);
    await Promise.all([passing.close(), passing.close(), gone]);
    await client.close();
    await (await startBroker({ certificates, port: passing.port })).close();
  });
});
