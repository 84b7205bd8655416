/**
 * Walks over the framing of what a broker sends (MQTT 3.1.1 §2.2) and refuses what no honest one sends to a box: a packet
 * longer than any of ours, a length that is none, a kind that answers nothing the box has asked. It keeps no packet and
 * looks inside none, so that nothing has been gathered by the time it refuses.
 */
import { LIMITS } from '../../limits.ts';
import type { RefusalCode } from '../../refusal.ts';

export interface Walked {
  /** As many bytes from the start as may be handed on. */
  readonly bytes: number;
  /** Packets that began among them and that the box has to answer (QoS 1). */
  readonly questions: number;
  /** Packets that began among them and that are no messages: each should answer one of the box's. */
  readonly answers: number;
  readonly refused?: RefusalCode;
}

/** By the first byte of a packet: its longest length. What is not here, a box never gets. */
const LENGTH_MAX: ReadonlyMap<number, number> = new Map([
  [0x20, 2], // CONNACK
  ...[0x30, 0x31, 0x32, 0x33, 0x3a, 0x3b].map(
    // PUBLISH of QoS 0 and 1: a box asks for no more (§3.8.4), and QoS 2 would have it remember each one.
    (first) => [first, LIMITS.brokerPacketBytesMax] as const,
  ),
  [0x40, 2], // PUBACK
  [0x90, 2 + LIMITS.subscriptionsMax], // SUBACK
  [0xd0, 0], // PINGRESP
]);
const CONNACK = 0x20;
const TYPE = 0xf0;
const TYPE_AND_QOS = 0xf6;
const PUBLISH = 0x30;
const PUBLISH_QOS_1 = 0x32;
const LENGTH_BYTES_MAX = 4;

export class BrokerPackets {
  #state: 'first-byte' | 'length' | 'body' = 'first-byte';
  #isConnected = false;
  #lengthMax = 0;
  #length = 0;
  #lengthBytes = 0;
  #bodyBytesLeft = 0;

  /** Walks on, over `packetsMax` packets at most. After a refusal it is spent. */
  walk(chunk: Uint8Array, packetsMax: number): Walked {
    let [at, packets, questions, answers] = [0, 0, 0, 0];
    while (at < chunk.length) {
      if (this.#state === 'body') {
        const skipped = Math.min(this.#bodyBytesLeft, chunk.length - at);
        this.#bodyBytesLeft -= skipped;
        at += skipped;
        if (this.#bodyBytesLeft === 0) this.#state = 'first-byte';
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (this.#state === 'first-byte') {
        if (packets === packetsMax) break;
        packets += 1;
        if ((byte & TYPE_AND_QOS) === PUBLISH_QOS_1) questions += 1;
        if ((byte & TYPE) !== PUBLISH) answers += 1;
      }
      const refused = this.#state === 'first-byte' ? this.#begin(byte) : this.#lengthen(byte);
      if (refused !== undefined) return { bytes: 0, questions, answers, refused };
      at += 1;
    }
    return { bytes: at, questions, answers };
  }

  #begin(byte: number): RefusalCode | undefined {
    const lengthMax = LENGTH_MAX.get(byte);
    // The first is CONNACK, and no other is (§3.2).
    if (lengthMax === undefined || (byte === CONNACK) === this.#isConnected) return 'broker.packet';
    this.#isConnected = true;
    this.#lengthMax = lengthMax;
    this.#length = 0;
    this.#lengthBytes = 0;
    this.#state = 'length';
    return undefined;
  }

  #lengthen(byte: number): RefusalCode | undefined {
    this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    if (this.#length > this.#lengthMax) return 'broker.oversized';
    if ((byte & 0x80) === 0) {
      this.#bodyBytesLeft = this.#length;
      this.#state = this.#length === 0 ? 'first-byte' : 'body';
      return undefined;
    }
    return this.#lengthBytes === LENGTH_BYTES_MAX ? 'broker.length' : undefined;
  }
}
