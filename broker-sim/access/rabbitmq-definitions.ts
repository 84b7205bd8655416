/**
 * The access list as definitions that RabbitMQ imports (`rabbitmqctl import_definitions`): users without a password, who come
 * by certificate, and what each may do. RabbitMQ turns a topic into a routing key with a dot for each slash.
 */
import { commonName, type Principal } from './principal.ts';
import { grantsOf } from './topic-rules.ts';

const VHOST = '/';
const EXCHANGE = 'amq.topic';

export interface RabbitDefinitions {
  readonly users: readonly {
    readonly name: string;
    /** Empty: no password is right. */
    readonly password_hash: '';
    readonly hashing_algorithm: 'rabbit_password_hashing_sha256';
    readonly tags: readonly string[];
  }[];
  readonly vhosts: readonly { readonly name: string }[];
  /** Regular expressions over the names of queues and exchanges. */
  readonly permissions: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  }[];
  /** Regular expressions over routing keys. */
  readonly topic_permissions: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly exchange: string;
    readonly write: string;
    readonly read: string;
  }[];
}

export const rabbitDefinitions = (everybody: readonly Principal[]): RabbitDefinitions => ({
  vhosts: [{ name: VHOST }],
  users: everybody.map((one) => ({
    name: commonName(one),
    password_hash: '',
    hashing_algorithm: 'rabbit_password_hashing_sha256',
    tags: [],
  })),
  permissions: everybody.map((one) => {
    const queues = `mqtt-subscription-${ownClientIds(one)}qos[01]`;
    return {
      user: commonName(one),
      vhost: VHOST,
      configure: `^${queues}$`,
      write: `^(${queues}|${quoted(EXCHANGE)})$`,
      read: `^(${queues}|${quoted(EXCHANGE)})$`,
    };
  }),
  topic_permissions: everybody.map((one) => {
    const { publish, hear } = grantsOf(one, everybody);
    return {
      user: commonName(one),
      vhost: VHOST,
      exchange: EXCHANGE,
      write: oneOf(publish),
      read: oneOf(hear),
    };
  }),
});

/** A subscription is kept in a queue that bears the client id: so nobody subscribes under another's (`mayHaveClientId`). */
const ownClientIds = (one: Principal): string =>
  one.role === 'box' ? quoted(`loa-${one.id}`) : `${quoted(commonName(one))}(:.*)?`;

const oneOf = (filters: readonly string[]): string => `^(${filters.map(routingKey).join('|')})$`;

/** Where one level may be anything, it may be the wildcard itself, which RabbitMQ spells `*`: a subscription is judged as it is asked for. */
const routingKey = (filter: string): string =>
  filter
    .split('/')
    .map((level) => (level === '+' ? '[^.#]+' : quoted(level)))
    .join(String.raw`\.`);

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
