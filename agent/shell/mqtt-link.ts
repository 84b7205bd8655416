/**
 * One MQTT connection at a time, by mqtt.js, which is told never to reconnect by itself: when, and under which session
 * number, is the core's decision. A connection is up once every subscription is granted.
 */
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { BrokerConfig } from '../config/agent-config.ts';
import type { Publication } from '../core/effect.ts';
import type { Input } from '../core/input.ts';
import type { LinkCause } from '../core/report/link-cause.ts';
import { linkCauseOf } from './link-cause.ts';
import { describeLinkFailure } from './link-failure.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const FAREWELL_MS = 2_000;
/** A connection whose peer takes nothing: reports of QoS 0 beyond this are dropped until it does. */
const BACKLOG_BYTES_MAX = 256 * 1_024;

export interface LinkParts {
  readonly broker: BrokerConfig;
  readonly boxId: string;
  readonly subscriptions: readonly { readonly topic: string; readonly qos: 0 | 1 }[];
  readonly post: (input: Input) => void;
}

export class MqttLink {
  readonly #parts: LinkParts;
  #client: MqttClient | undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Opens the connection of `session`; posts `link-up` or, once, `link-down`. */
  connect(session: number, will: Publication): void {
    const { broker, post } = this.#parts;
    this.#client?.end(true);
    const client = connect(broker.url, this.#options(will));
    this.#client = client;
    let failure: unknown;
    let isOver = false;
    const down = (reason: string, cause: LinkCause): void => {
      if (isOver) return;
      isOver = true;
      client.end(true);
      post({ on: 'link-down', session, cause, reason });
    };
    client.on('error', (error) => {
      failure = error;
    });
    client.on('close', () => {
      down(describeLinkFailure(failure), linkCauseOf(failure));
    });
    client.on('message', (topic, payload, packet) => {
      if (!isOver) post({ on: 'message', topic, payload, retained: packet.retain });
    });
    client.on('connect', () => {
      client.subscribe(this.#topics(), (error) => {
        if (error)
          down(
            `the broker does not grant the subscriptions of this box: ${error.message}`,
            'not-allowed',
          );
        else if (!isOver) post({ on: 'link-up', session });
      });
    });
  }

  publish({ topic, payload, qos, retain }: Publication): void {
    const client = this.#client;
    if (!client?.connected) return;
    if (qos === 0 && client.stream.writableLength > BACKLOG_BYTES_MAX) return;
    client.publish(topic, payload, { qos, retain });
  }

  /** Says good-bye, so that the broker does not publish the will. Resolves when it is said, or after two seconds. */
  async disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (!client?.connected) {
      client?.end(true);
      return;
    }
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => {
        client.end(true);
        resolve();
      }, FAREWELL_MS);
      client.end(false, () => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  #topics(): Record<string, { qos: 0 | 1 }> {
    return Object.fromEntries(this.#parts.subscriptions.map(({ topic, qos }) => [topic, { qos }]));
  }

  #options(will: Publication): IClientOptions {
    const { broker, boxId } = this.#parts;
    return {
      clientId: `loa-${boxId}`,
      protocolVersion: 4,
      clean: true,
      keepalive: broker.keepaliveS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      queueQoSZero: false,
      // Or 65,536 numbers are kept as ready-made bytes: 6 MiB, and some time, for a message every few seconds.
      writeCache: false,
      resubscribe: false,
      rejectUnauthorized: true,
      will: { ...will, payload: Buffer.from(will.payload) },
      ...(broker.caPem === undefined ? {} : { ca: broker.caPem }),
      ...(broker.certificate === undefined
        ? {}
        : {
            cert: broker.certificate.certificatePem,
            key: broker.certificate.privateKeyPem.reveal(),
          }),
      ...(broker.username === undefined ? {} : { username: broker.username }),
      ...(broker.password === undefined ? {} : { password: broker.password.reveal() }),
    };
  }
}
