/**
 * One MQTT connection at a time, by mqtt.js, which is told never to reconnect by itself: when, and under which session
 * number, is the core's decision. A connection is up once every subscription is granted.
 */
import { MqttClient, type IClientOptions } from 'mqtt';
import type { BrokerConfig } from '../../config/agent-config.ts';
import type { Publication } from '../../core/effect.ts';
import type { Input } from '../../core/input.ts';
import type { LifeSign } from '../../core/liveness.ts';
import type { LinkCause } from '../../core/report/link-cause.ts';
import { openSocket } from './broker-socket.ts';
import { BrokerRefused, GuardedStream } from './guarded-stream.ts';
import { linkCauseOf } from './link-cause.ts';
import { describeLinkFailure } from './link-failure.ts';

/** For CONNACK, and again for SUBACK. */
const ANSWER_MS_MAX = 10_000;
const FAREWELL_MS = 2_000;
/** A connection whose peer takes nothing: reports of QoS 0 beyond this are dropped until it does. */
const BACKLOG_BYTES_MAX = 256 * 1_024;

export interface LinkParts {
  readonly broker: BrokerConfig;
  readonly boxId: string;
  readonly subscriptions: readonly { readonly topic: string; readonly qos: 0 | 1 }[];
  /** How long a broker may take to answer; 10 s unless stated. */
  readonly answerMsMax?: number;
  readonly post: (input: Input) => void;
}

export class MqttLink {
  readonly #parts: LinkParts;
  #client: MqttClient | undefined;
  #phase: LifeSign['phase'] = 'idle';
  #attempts = 0;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Opens the connection of `session`; posts `link-up` or, once, `link-down`. */
  connect(session: number, will: Publication): void {
    const { broker, answerMsMax = ANSWER_MS_MAX, post } = this.#parts;
    this.#client?.end(true);
    let failure: unknown;
    let isOver = false;
    const fail = (error: unknown): void => {
      failure ??= error;
    };
    const client = new MqttClient(() => {
      const line: GuardedStream = new GuardedStream(
        openSocket(broker, (bytes) => {
          line.bring(bytes);
        }),
      );
      // mqtt.js keeps to itself what has no code of Node's.
      line.on('error', fail);
      return line;
    }, this.#options(will));
    this.#client = client;
    this.#phase = 'busy';
    this.#attempts += 1;
    const down = (reason: string, cause: LinkCause): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(granting);
      if (this.#client === client) this.#phase = 'idle';
      client.end(true);
      const refusal = failure instanceof BrokerRefused ? { refusal: failure.refusal } : {};
      post({ on: 'link-down', session, cause, reason, ...refusal });
    };
    client.on('error', fail);
    client.on('close', () => {
      down(describeLinkFailure(failure), linkCauseOf(failure));
    });
    client.on('message', (topic, payload, packet) => {
      if (!isOver) post({ on: 'message', topic, payload, retained: packet.retain });
    });
    let granting: NodeJS.Timeout | undefined;
    client.on('connect', () => {
      granting = setTimeout(() => {
        down('the broker does not answer what this box subscribes to', 'timeout');
      }, answerMsMax);
      client.subscribe(this.#topics(), (error) => {
        clearTimeout(granting);
        if (error) down(notGranted(error), 'not-allowed');
        else if (!isOver) {
          this.#phase = 'running';
          post({ on: 'link-up', session });
        }
      });
    });
  }

  /** For whoever watches whether it is alive. */
  get sign(): LifeSign {
    return { phase: this.#phase, turns: this.#attempts };
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
    const { broker, boxId, answerMsMax = ANSWER_MS_MAX } = this.#parts;
    return {
      clientId: `loa-${boxId}`,
      protocolVersion: 4,
      clean: true,
      keepalive: broker.keepaliveS,
      connectTimeout: answerMsMax,
      reconnectPeriod: 0,
      queueQoSZero: false,
      // Or 65,536 numbers are kept as ready-made bytes: 6 MiB, and some time, for a message every few seconds.
      writeCache: false,
      resubscribe: false,
      // Or it asks for each packet, ten times over, whether somebody wants to read what it does.
      log: () => undefined,
      will: { ...will, payload: Buffer.from(will.payload) },
      ...(broker.username === undefined ? {} : { username: broker.username }),
      ...(broker.password === undefined ? {} : { password: broker.password.reveal() }),
    };
  }
}

const notGranted = ({ message }: Error): string =>
  `the broker does not grant the subscriptions of this box: ${message}; is it in the broker's rules?`;
