/** What the head-end does with a link that is down, slow or silent: it drops, and keeps nothing. The client is a stand-in. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import type { MqttClient } from 'mqtt';
import { AreaChannel } from '../../../broker-sim/head-end/broadcast/area-channel.ts';

type Acknowledge = (error?: Error) => void;

/** As much of a client as the channel uses. It acknowledges when the test says so. */
class Client extends EventEmitter {
  connected = true;
  readonly stream = { writableLength: 0 };
  readonly published: { topic: string; qos: number; retain: boolean }[] = [];
  readonly waiting: Acknowledge[] = [];

  publish(
    topic: string,
    _: unknown,
    options: { qos: number; retain: boolean },
    done?: Acknowledge,
  ): void {
    this.published.push({ topic, ...options });
    if (done) this.waiting.push(done);
  }
}

const open = () => {
  const client = new Client();
  return { client, channel: new AreaChannel(client as unknown as MqttClient, 'vn.hoabinh') };
};
const BUNDLE = Buffer.alloc(900);
const PATIENCE_MS = 60_000;

describe('sound', () => {
  test('goes at QoS 0 and is never retained', () => {
    const { client, channel } = open();
    assert.equal(channel.sendAudio(BUNDLE), true);
    assert.deepEqual(client.published, [
      { topic: 'loa/1/area/vn.hoabinh/audio', qos: 0, retain: false },
    ]);
  });

  test('is dropped while the link is down', () => {
    const { client, channel } = open();
    client.connected = false;
    assert.equal(channel.sendAudio(BUNDLE), false);
    assert.deepEqual(client.published, []);
  });

  test('is dropped while 64 KiB wait in the socket of a link that stalls', () => {
    const { client, channel } = open();
    client.stream.writableLength = 65_536;
    assert.equal(channel.sendAudio(BUNDLE), true);
    client.stream.writableLength = 65_537;
    assert.equal(channel.sendAudio(BUNDLE), false);
  });
});

describe('control', () => {
  test('goes at QoS 1, is never retained, and is done when the broker has it', async () => {
    const { client, channel } = open();
    const sent = channel.sendControl('jws', PATIENCE_MS);
    assert.deepEqual(client.published, [
      { topic: 'loa/1/area/vn.hoabinh/control', qos: 1, retain: false },
    ]);
    client.waiting[0]?.();
    assert.equal(await sent, true);
  });

  test('is dropped while the link is down', async () => {
    const { client, channel } = open();
    client.connected = false;
    assert.equal(await channel.sendControl('jws', PATIENCE_MS), false);
    assert.deepEqual(client.published, []);
  });

  test('is dropped while eight wait for the broker, and goes again when it has answered one', async () => {
    const { client, channel } = open();
    const sent = Array.from({ length: 9 }, () => channel.sendControl('jws', PATIENCE_MS));
    assert.equal(await sent[8], false);
    assert.equal(client.published.length, 8);
    client.waiting[0]?.();
    void channel.sendControl('jws', PATIENCE_MS);
    assert.equal(client.published.length, 9);
    for (const acknowledge of client.waiting.slice(1)) acknowledge();
    await Promise.all(sent);
  });

  test('that the client gives up is not delivered', async () => {
    const { client, channel } = open();
    const sent = channel.sendControl('jws', PATIENCE_MS);
    client.waiting[0]?.(new Error('connection closed'));
    assert.equal(await sent, false);
  });
});

test('waiting for the link ends with the link, and leaves no listener', async () => {
  const { client, channel } = open();
  client.connected = false;
  const up = channel.waitUp(PATIENCE_MS);
  client.emit('connect');
  await up;
  assert.equal(client.listenerCount('connect'), 0);
});
