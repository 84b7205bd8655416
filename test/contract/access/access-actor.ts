/**
 * A client that tries what it may not: whatever a broker does about that (nothing, a refusal, cutting it off), it carries
 * on, connecting again where it must. It keeps what it has heard.
 */
import type { IClientOptions } from 'mqtt';
import { closed, connect, until, type TestClient } from '../broker/broker-client.ts';

const ANSWER_MS = 5_000;

export class Actor {
  readonly #url: string;
  readonly #options: IClientOptions;
  /** How a topic looks when it arrives by this broker. */
  readonly #arrivesAs: (topic: string) => string;
  #client: TestClient | undefined;
  #heard: { readonly topic: string; readonly text: string }[] = [];
  /** How many connections there have been. */
  connections = 0;

  constructor(url: string, options: IClientOptions, arrivesAs: (topic: string) => string) {
    this.#url = url;
    this.#options = options;
    this.#arrivesAs = arrivesAs;
  }

  /** Answered, refused or cut off: all the same here. A client that is not let in at all has published nothing. */
  async publish(topic: string, text: string): Promise<void> {
    await this.#attempt((client) => client.mqtt.publishAsync(topic, text, { qos: 1 }));
  }

  async subscribe(filter: string): Promise<void> {
    await this.#attempt((client) => client.mqtt.subscribeAsync(filter, { qos: 1 }));
  }

  async unsubscribe(filter: string): Promise<void> {
    await this.#attempt((client) => client.mqtt.unsubscribeAsync(filter));
  }

  /** Everything that the broker sent before has come once this has: PINGREQ has no name in mqtt.js, an UNSUBSCRIBE has. */
  async roundTrip(): Promise<void> {
    await this.#attempt((client) => client.mqtt.unsubscribeAsync('loa/nowhere'));
  }

  /** Connects with this will, where it is let in with it, and breaks off. */
  async dieWithWill(topic: string, text: string): Promise<void> {
    const will = { topic, payload: Buffer.from(text), qos: 1 as const, retain: false };
    const doomed = await connect(this.#url, { ...this.#options, will }).catch(() => undefined);
    if (doomed === undefined) return;
    const gone = closed(doomed.mqtt);
    doomed.mqtt.stream.destroy();
    await gone;
    await doomed.close();
  }

  /** What came on `topic` before `text`. */
  async heardUntil(topic: string, text: string): Promise<string[]> {
    await until(() => this.hasHeard(topic, text), `${text} on ${topic}`);
    const texts = this.#all()
      .filter((one) => one.topic === this.#arrivesAs(topic))
      .map((one) => one.text);
    return texts.slice(0, texts.indexOf(text));
  }

  forget(): void {
    this.#client?.received.splice(0);
    this.#heard = [];
  }

  hasHeard(topic: string, text: string): boolean {
    const arrived = this.#arrivesAs(topic);
    return this.#all().some((one) => one.topic === arrived && one.text === text);
  }

  async close(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
  }

  #all() {
    return [...this.#heard, ...(this.#client?.received ?? [])];
  }

  async #attempt(what: (client: TestClient) => Promise<unknown>): Promise<void> {
    const client = await this.#connected();
    if (client === undefined) return;
    const cut = new AbortController();
    const gone = new Promise<void>((resolve, reject) => {
      client.mqtt.once('close', resolve);
      const late = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), cut.signal]);
      late.onabort = () => {
        client.mqtt.off('close', resolve);
        if (cut.signal.aborted) resolve();
        else reject(new Error(`neither answered nor cut off within ${ANSWER_MS} ms`));
      };
    });
    const answered = what(client).then(
      () => undefined,
      () => undefined,
    );
    try {
      await Promise.race([answered, gone]);
    } finally {
      cut.abort();
    }
  }

  async #connected(): Promise<TestClient | undefined> {
    if (this.#client?.mqtt.connected) return this.#client;
    this.#heard.push(...(this.#client?.received ?? []));
    await this.#client?.close();
    this.#client = await connect(this.#url, this.#options).catch(() => undefined);
    if (this.#client !== undefined) this.connections += 1;
    return this.#client;
  }
}
