/** A broker on loopback and an ear on everything that is published: what came, when, and how it was published. */
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Aedes, type AedesPublishPacket } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { decodeBundle, type SignedBundle } from '../../../agent/core/wire/bundle.ts';
import {
  decodeControlMessage,
  type ControlMessage,
} from '../../../agent/core/wire/control-message.ts';
import { decodeJws } from '../../../agent/core/wire/jws.ts';
import type { MonoUs } from '../../../agent/core/vocabulary.ts';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';

interface Came {
  readonly atUs: MonoUs;
  readonly qos: number;
  readonly retain: boolean;
}
export type CameControl = Came & {
  readonly message: ControlMessage;
  readonly signedBy: (publicKey: string) => boolean;
};
export type CameAudio = Came & { readonly bundle: SignedBundle };

export class BrokerEar {
  readonly control: CameControl[] = [];
  readonly audio: CameAudio[] = [];
  /** Everything, in order: the type of a control message, or the place and length of a bundle (`!` for the last). */
  readonly order: string[] = [];
  readonly #broker: Aedes;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(broker: Aedes) {
    this.#broker = broker;
    this.#server = createServer(broker.handle);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    broker.on('publish', (packet) => this.#hear(packet));
  }

  static async open(): Promise<BrokerEar> {
    const ear = new BrokerEar(await Aedes.createBroker());
    await ear.listen(0);
    return ear;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** A client as the head-end is told to make one. */
  connect(): Promise<MqttClient> {
    return connectAsync(`mqtt://127.0.0.1:${this.port}`, {
      queueQoSZero: false,
      reconnectPeriod: 100,
    });
  }

  /** Takes no connection more and breaks those there are. */
  async breakLinks(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const deadlineUs = monotonicUs() + 10_000_000;
    while (!holds()) {
      if (monotonicUs() > deadlineUs) throw new Error(`not within 10 s: ${what}`);
      await pause(5);
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#broker.close(() => resolve()));
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #hear({ topic, payload, qos, retain }: AedesPublishPacket): void {
    const came = { atUs: monotonicUs(), qos, retain };
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    if (topic === 'loa/1/area/vn.hoabinh/audio') {
      const bundle = decodeBundle(bytes);
      if (!bundle.ok) throw new Error(bundle.code);
      this.audio.push({ ...came, bundle: bundle.value });
      const { sequence, packets, last } = bundle.value;
      this.order.push(`${sequence}+${packets.length}${last ? '!' : ''}`);
    }
    if (topic === 'loa/1/area/vn.hoabinh/control') {
      const jws = decodeJws(bytes, 'control');
      if (!jws.ok) throw new Error(jws.code);
      const message = decodeControlMessage(jws.value.payload);
      if (!message.ok) throw new Error(`${message.code} ${message.detail ?? ''}`);
      const { signed, signature } = jws.value;
      const signedBy = (x: string): boolean => isSignedBy(x, signed, signature);
      this.control.push({ ...came, message: message.value, signedBy });
      this.order.push(message.value.type);
    }
  }
}

/** `x` is an Ed25519 public key in base64url. */
export const isSignedBy = (x: string, signed: Uint8Array, signature: Uint8Array): boolean =>
  verify(
    null,
    signed,
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
    signature,
  );
