/**
 * Holds aedes to the access list: nobody comes in without a certificate that the list knows, and nobody does there what it
 * grants nobody. Who may what is `doorman.ts`; this is where aedes asks. (docs/decisions/0005 and 0026)
 */
import type { Duplex } from 'node:stream';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { Aedes, AuthenticateError, Client } from 'aedes';
import type { Principal } from '../access/principal.ts';
import { clientIdTrouble, Doorman, mayHear, mayPublish, type Recognised } from './doorman.ts';

export interface Access {
  /** PEM of the authority that vouches for clients. */
  readonly caPem: string;
  readonly principals: readonly Principal[];
}

export class Admission {
  /**
   * The handshake lets everybody through, and CONNACK says no: Node would cut the socket without a word, and whoever stands
   * at the pole would look for a fault in the network.
   */
  readonly tlsOptions: TlsOptions;
  readonly #doorman: Doorman;
  readonly #visitors = new WeakMap<object, Recognised>();
  readonly #trouble: (line: string) => void;

  constructor(aedes: Aedes, access: Access, trouble: (line: string) => void) {
    this.tlsOptions = { requestCert: true, rejectUnauthorized: false, ca: access.caPem };
    this.#doorman = new Doorman(access.principals);
    this.#trouble = trouble;
    aedes.authenticate = (client, _username, _password, done) => {
      const why = this.#whyNot(client);
      if (why === undefined) done(null, true);
      else done(notAuthorized(why), false);
    };
    aedes.authorizePublish = (client, { topic }, done) => {
      const visitor = client === null ? undefined : this.#visitor(client);
      if (visitor && mayPublish(visitor, topic)) return done(null);
      // Aedes cuts off whoever is denied. That is right for a live one; its will has nobody to be cut off.
      done(new Error(`may not publish ${shown(topic)}`));
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const visitor = this.#visitor(client);
      if (visitor && mayHear(visitor, subscription.topic)) return done(null, subscription);
      this.#trouble(`client ${client.id}: may not hear ${shown(subscription.topic)}`);
      done(null, null);
    };
  }

  /** To be told of each connection before aedes is. */
  note(connection: Duplex, socket: TLSSocket): void {
    this.#visitors.set(connection, this.#doorman.recognise(socket));
  }

  #whyNot(client: Client): string | undefined {
    const recognised = this.#visitors.get(client.conn);
    if (recognised === undefined) return 'nobody knows where it came from';
    return recognised.ok ? clientIdTrouble(recognised.visitor, client.id) : recognised.why;
  }

  #visitor(client: Client) {
    const recognised = this.#visitors.get(client.conn);
    return recognised?.ok === true ? recognised.visitor : undefined;
  }
}

/** Without a return code of its own, aedes answers 5: not authorized (MQTT 3.1.1 §3.2.2.3). */
const notAuthorized = (why: string): AuthenticateError =>
  new Error(`turned away: ${why}`) as AuthenticateError;

const shown = (topic: string): string => JSON.stringify(topic.slice(0, 120));
