/** Collects the proof of boxes at a broker, and acknowledges it in the issuer's name. */
import type { MqttClient, OnMessageCallback } from 'mqtt';
import type { ProofAck } from '../../agent/core/wire/proof/proof-ack.ts';
import { ackTopic, playedTopic } from '../../agent/core/wire/topic.ts';
import type { Issuer } from '../head-end/issuer/issuer.ts';
import type { ProofCollector } from './collector.ts';

const PROOF = /^loa\/1\/box\/([^/]+)\/played$/;
const LINE_BYTES_MAX = 8_192;
/** Of a subscription (MQTT 3.1.1, SUBACK). */
const REFUSED = 128;

export interface OfficeOptions {
  readonly client: MqttClient;
  readonly issuer: Issuer;
  readonly collector: ProofCollector;
  /** Every box where not given. */
  readonly boxes?: readonly string[];
  /** A line that cannot be kept, and is not acknowledged. */
  readonly onTrouble: (line: string) => void;
  readonly onAcknowledged?: (box: string, number: number) => void;
}

export interface ProofOffice {
  /** False where the broker does not let it hear of those boxes. */
  readonly mayHear: boolean;
  /** Takes no more, and resolves when what is held has been acknowledged. */
  close(): Promise<void>;
}

/** Of acknowledgements that are not at the broker yet: beyond that a box has to ask again. */
const UNDER_WAY_MAX = 1_000;

/** Resolves once it listens. */
export const openProofOffice = async (options: OfficeOptions): Promise<ProofOffice> => {
  const { client, issuer, collector, boxes, onTrouble, onAcknowledged } = options;
  const underWay = new Set<Promise<void>>();
  /** Signing takes turns, so that no acknowledgement overtakes a newer one. */
  let lastSigned: Promise<unknown> = Promise.resolve();
  const complain = (box: string, error: unknown): void => {
    const why = error instanceof Error ? error.message : String(error);
    onTrouble(`the proof of ${box} is not acknowledged: ${why}`);
  };
  const acknowledge = async (ack: ProofAck): Promise<void> => {
    const signed = lastSigned.then(() => issuer.acknowledge(ack));
    lastSigned = signed.catch(() => undefined);
    await client.publishAsync(ackTopic(ack.box), await signed, { qos: 1 });
    onAcknowledged?.(ack.box, ack.number);
  };
  const hear: OnMessageCallback = (topic, payload, { retain, dup }) => {
    const box = PROOF.exec(topic)?.[1];
    if (box === undefined || retain || payload.length > LINE_BYTES_MAX) return;
    try {
      const ack = collector.take(box, payload.toString('utf8'), dup);
      if (ack === undefined || underWay.size >= UNDER_WAY_MAX) return;
      const done = acknowledge(ack)
        .catch((error: unknown) => complain(box, error))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    } catch (error) {
      complain(box, error);
    }
  };
  client.on('message', hear);
  const close = async (): Promise<void> => {
    client.off('message', hear);
    await Promise.all(underWay);
  };
  try {
    await client.subscribeAsync(boxes?.map(playedTopic) ?? [playedTopic('+')], { qos: 1 });
    return { mayHear: true, close };
  } catch (error) {
    if ((error as { code?: unknown }).code === REFUSED) return { mayHear: false, close };
    throw error;
  }
};
