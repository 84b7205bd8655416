/** Collects the proof of every box at a broker, and acknowledges it in the issuer's name. */
import type { MqttClient } from 'mqtt';
import { ackTopic } from '../../agent/core/wire/topic.ts';
import type { Issuer } from './issuer.ts';
import type { ProofCollector } from './proof-collector.ts';

const PROOF = /^loa\/1\/box\/([^/]+)\/played$/;
const LINE_BYTES_MAX = 8_192;

/** Resolves once it listens. A line that cannot be kept is told by `onTrouble`, and not acknowledged. */
export const openProofOffice = async (
  client: MqttClient,
  issuer: Issuer,
  collector: ProofCollector,
  onTrouble: (line: string) => void,
): Promise<void> => {
  const take = async (box: string, line: string): Promise<void> => {
    const ack = collector.take(box, line);
    if (ack !== undefined) {
      await client.publishAsync(ackTopic(box), await issuer.acknowledge(ack), { qos: 1 });
    }
  };
  client.on('message', (topic, payload, { retain }) => {
    const box = PROOF.exec(topic)?.[1];
    if (box === undefined || retain || payload.length > LINE_BYTES_MAX) return;
    take(box, payload.toString('utf8')).catch((error: unknown) => {
      onTrouble(`the proof of ${box} is not acknowledged: ${String(error)}`);
    });
  });
  await client.subscribeAsync('loa/1/box/+/played', { qos: 1 });
};
