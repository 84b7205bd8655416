/**
 * The two topics of an area, as the head-end publishes on them (PROTOCOL §1). What cannot go out now is not kept: old sound
 * helps nobody, and a control message is repeated by the next renewal.
 */
import type { MqttClient } from 'mqtt';
import { audioTopic, controlTopic } from '../../../agent/core/wire/topic.ts';

/** Bytes that may wait in the socket: about 16 s of sound at 32 kb/s. Above it the link stalls, and sound is dropped. */
const WAITING_BYTES_MAX = 65_536;
/** Control messages that may wait for the broker's acknowledgement. Above it they are dropped. */
const UNACKNOWLEDGED_MAX = 8;

export class AreaChannel {
  readonly #client: MqttClient;
  readonly #area: string;
  #unacknowledged = 0;

  constructor(client: MqttClient, area: string) {
    this.#client = client;
    this.#area = area;
  }

  get up(): boolean {
    return this.#client.connected;
  }

  /** QoS 0. False where it was dropped. */
  sendAudio(bundle: Buffer): boolean {
    if (!this.up || this.#client.stream.writableLength > WAITING_BYTES_MAX) return false;
    this.#client.publish(audioTopic(this.#area), bundle, { qos: 0, retain: false });
    return true;
  }

  /** QoS 1. Resolves true when the broker has it, false where it was dropped or the broker is silent for `patienceMs`. */
  sendControl(jws: string, patienceMs: number): Promise<boolean> {
    if (!this.up || this.#unacknowledged >= UNACKNOWLEDGED_MAX) return Promise.resolve(false);
    this.#unacknowledged++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(false);
      }, patienceMs);
      this.#client.publish(controlTopic(this.#area), jws, { qos: 1, retain: false }, (error) => {
        this.#unacknowledged--;
        clearTimeout(timer);
        resolve(!error);
      });
    });
  }

  /** Resolves when the link is up, or after `patienceMs` without it. */
  async waitUp(patienceMs: number): Promise<void> {
    if (this.up) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.offUp(done);
        resolve();
      };
      const timer = setTimeout(done, patienceMs);
      this.onUp(done);
    });
  }

  onUp(listener: () => void): void {
    this.#client.on('connect', listener);
  }

  offUp(listener: () => void): void {
    this.#client.off('connect', listener);
  }
}
