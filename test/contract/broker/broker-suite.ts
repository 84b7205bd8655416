/** What the village needs of an MQTT broker, as tests that every broker must pass. It knows none of them by name. */
import assert from 'node:assert/strict';
import { connect as connectTls } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import {
  createThrowawayCertificates,
  LOOPBACK,
  type ThrowawayCertificates,
} from '../../../broker-sim/broker/certificates.ts';
import { closed, connect, type TestClient } from './broker-client.ts';

export interface BrokerUnderTest {
  /** `mqtts://localhost:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

export type BrokerSubject = (options: {
  readonly certificates: ThrowawayCertificates;
  readonly packetBytesMax: number;
}) => Promise<BrokerUnderTest>;

const PACKET_BYTES_MAX = 20_000;

export const brokerSuite = (name: string, start: BrokerSubject, skip: string | false): void => {
  describe(`a village's broker (${name})`, { skip }, () => {
    let certificates: ThrowawayCertificates;
    let broker: BrokerUnderTest;
    const clients: TestClient[] = [];
    const join = async (options: Parameters<typeof connect>[1] = {}): Promise<TestClient> => {
      const client = await connect(broker.url, { ca: certificates.caPem, ...options });
      clients.push(client);
      return client;
    };

    before(async () => {
      certificates = await createThrowawayCertificates();
      broker = await start({ certificates, packetBytesMax: PACKET_BYTES_MAX });
    });
    after(async () => {
      await Promise.all(clients.map((client) => client.close()));
      await broker.close();
    });

    it('lets in a client that trusts its authority, by name and by address', async () => {
      assert.equal((await join()).mqtt.connected, true);
      const byAddress = await connect(broker.url.replace('localhost', '127.0.0.1'), {
        ca: certificates.caPem,
      });
      clients.push(byAddress);
      assert.equal(byAddress.mqtt.connected, true);
    });

    it('is refused by a client that trusts another authority of the same name', async () => {
      const { caPem } = await createThrowawayCertificates();
      await assert.rejects(connect(broker.url, { ca: caPem }), {
        code: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)$/,
      });
    });

    it('is refused by a client that trusts only the public authorities', async () => {
      await assert.rejects(connect(broker.url, {}), {
        code: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)$/,
      });
    });

    it('is refused by a client that reached it under a name it has no certificate for', async () => {
      const elsewhere = await createThrowawayCertificates({
        ...LOOPBACK,
        hostNames: ['elsewhere.invalid'],
        addresses: [],
      });
      const misnamed = await start({ certificates: elsewhere, packetBytesMax: PACKET_BYTES_MAX });
      try {
        await assert.rejects(connect(misnamed.url, { ca: elsewhere.caPem }), {
          code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        });
      } finally {
        await misnamed.close();
      }
    });

    it('says nothing to a client that speaks without TLS', async () => {
      await assert.rejects(
        connect(broker.url.replace('mqtts:', 'mqtt:'), {}),
        /closed before CONNACK|ECONNRESET/,
      );
    });

    it('hands on QoS 0 and QoS 1 once each and in order', async () => {
      const [box, headEnd] = [await join(), await join()];
      await box.mqtt.subscribeAsync({ 'a/control': { qos: 1 }, 'a/audio': { qos: 0 } });
      for (let count = 0; count < 50; count++) {
        headEnd.mqtt.publish('a/audio', `audio ${count}`, { qos: 0 });
        headEnd.mqtt.publish('a/control', `control ${count}`, { qos: 1 });
      }
      const received = await box.first(100);
      for (const [channel, qos] of [
        ['audio', 0],
        ['control', 1],
      ] as const) {
        assert.deepEqual(
          received.filter(({ topic }) => topic === `a/${channel}`),
          Array.from({ length: 50 }, (_, count) => ({
            topic: `a/${channel}`,
            text: `${channel} ${count}`,
            qos,
            retain: false,
          })),
        );
      }
    });

    it('hands on QoS 1 as QoS 0 to who asked for that', async () => {
      const [box, headEnd] = [await join(), await join()];
      await box.mqtt.subscribeAsync('lower/#', { qos: 0 });
      await headEnd.mqtt.publishAsync('lower/one', 'x', { qos: 1 });
      assert.equal((await box.first(1))[0]?.qos, 0);
    });

    it('keeps what is retained for a latecomer, marked as retained, until it is emptied', async () => {
      const [box, early] = [await join(), await join()];
      await early.mqtt.subscribeAsync('state/+', { qos: 1 });
      await box.mqtt.publishAsync('state/1', 'ready', { qos: 1, retain: true });
      assert.deepEqual(await early.first(1), [
        { topic: 'state/1', text: 'ready', qos: 1, retain: false },
      ]);

      const late = await join();
      await late.mqtt.subscribeAsync('state/+', { qos: 1 });
      assert.deepEqual(await late.first(1), [
        { topic: 'state/1', text: 'ready', qos: 1, retain: true },
      ]);

      await box.mqtt.publishAsync('state/1', '', { qos: 1, retain: true });
      await box.mqtt.publishAsync('state/2', 'ready', { qos: 1, retain: true });
      const later = await join();
      await later.mqtt.subscribeAsync('state/+', { qos: 1 });
      assert.equal((await later.first(1))[0]?.topic, 'state/2');
    });

    it('publishes the will of a client that breaks off, retained as it asked, and not of one that says goodbye', async () => {
      const will = (topic: string) => ({
        topic,
        payload: Buffer.from('lost'),
        qos: 1 as const,
        retain: true,
      });
      const village = await join();
      await village.mqtt.subscribeAsync('will/+', { qos: 1 });
      const polite = await join({ will: will('will/polite') });
      await polite.mqtt.endAsync();
      const torn = await join({ will: will('will/torn') });
      torn.mqtt.stream.destroy();
      assert.deepEqual(await village.first(1), [
        { topic: 'will/torn', text: 'lost', qos: 1, retain: false },
      ]);

      const late = await join();
      await late.mqtt.subscribeAsync('will/+', { qos: 1 });
      assert.deepEqual(await late.first(1), [
        { topic: 'will/torn', text: 'lost', qos: 1, retain: true },
      ]);
    });

    it('cuts the older connection when a box comes back under its name, and gives the newer one the topic', async () => {
      const older = await join({ clientId: 'loa-box-7' });
      await older.mqtt.subscribeAsync('takeover', { qos: 1 });
      const gone = closed(older.mqtt);
      const newer = await join({ clientId: 'loa-box-7' });
      await gone;
      await newer.mqtt.subscribeAsync('takeover', { qos: 1 });
      await newer.mqtt.publishAsync('takeover', 'to the newer one', { qos: 1 });
      await newer.first(1);
      assert.equal(older.received.length, 0);
      assert.equal(newer.mqtt.connected, true);
    });

    it('cuts off a client that sends a packet beyond the bound, hands nothing on, and lives on', async () => {
      const [box, flood] = [await join(), await join()];
      await box.mqtt.subscribeAsync('size/#', { qos: 0 });
      const gone = closed(flood.mqtt);
      flood.mqtt.publish('size/over', Buffer.alloc(PACKET_BYTES_MAX + 1));
      await gone;
      const other = await join();
      await other.mqtt.publishAsync('size/within', Buffer.alloc(PACKET_BYTES_MAX - 100, 'a'));
      const [received] = await box.first(1);
      assert.equal(received?.topic, 'size/within');
      assert.equal(received.text.length, PACKET_BYTES_MAX - 100);
    });

    it('cuts off what is TLS but not MQTT, and lives on', async () => {
      const { port } = new URL(broker.url);
      const socket = connectTls({ port: Number(port), host: 'localhost', ca: certificates.caPem });
      socket.on('error', () => undefined);
      socket.resume(); // A socket that nobody reads does not notice its end.
      socket.write('GET / HTTP/1.1\r\n\r\n');
      await closed(socket);
      assert.equal((await join()).mqtt.connected, true);
    });
  });
};
