/** An MQTT client as the broker suite needs it: connects once or says why not, and keeps what it receives in order. */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

const DEADLINE_MS = 5_000;

export interface Received {
  readonly topic: string;
  readonly text: string;
  readonly qos: number;
  readonly retain: boolean;
}

export interface TestClient {
  readonly mqtt: MqttClient;
  readonly received: Received[];
  /** Resolves with the first `count` messages as soon as there are that many. */
  first(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** @throws the error of TLS or of the broker. */
export const connect = async (url: string, options: IClientOptions): Promise<TestClient> => {
  const client = mqtt.connect(url, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: DEADLINE_MS,
    ...options,
  });
  const received: Received[] = [];
  client.on('message', (topic, payload, { qos, retain }) => {
    received.push({ topic, text: payload.toString('utf8'), qos, retain });
  });
  await connected(client);
  client.on('error', () => undefined); // A cut connection is what some tests are about; they look at `close`.
  return {
    mqtt: client,
    received,
    first: async (count) => {
      await until(() => received.length >= count, `${count} messages`);
      return received.slice(0, count);
    },
    close: () => client.endAsync(true),
  };
};

/** Waits for the connection, or for the first thing that ends the attempt. */
const connected = async (client: MqttClient): Promise<void> => {
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => {
        resolve();
      });
      client.once('error', reject);
      client.once('close', () => {
        reject(new Error('the connection was closed before CONNACK'));
      });
    });
  } catch (error) {
    client.on('error', () => undefined);
    await client.endAsync(true);
    throw error;
  }
};

/** Resolves when a connection is closed, with an error or without one. */
export const closed = (connection: {
  once(event: 'close', heard: () => void): unknown;
}): Promise<void> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      reject(new Error(`waited ${DEADLINE_MS} ms in vain for a connection to close`));
    }, DEADLINE_MS);
    connection.once('close', () => {
      clearTimeout(deadline);
      resolve();
    });
  });

const POLL_MS = 5;

export const until = async (isSo: () => boolean, what: string): Promise<void> => {
  const deadline = Date.now() + DEADLINE_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`waited ${DEADLINE_MS} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
