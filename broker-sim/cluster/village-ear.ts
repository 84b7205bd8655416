/**
 * One more listener in the village, over MQTT like any other: writes down what the boxes report, and taps the audio of
 * one area. It publishes nothing.
 */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { audioTopic } from '../../agent/core/wire/topic.ts';
import type { Certificate } from '../pki/authority.ts';
import { monotonicUs } from '../source/monotonic.ts';
import { AudioTap } from './box/audio-tap.ts';
import { BoxDiary } from './box/box-diary.ts';
import { BOX_TOPICS, readBoxReport } from './box/box-report.ts';

const CONNECT_MS_MAX = 10_000;

export interface VillageEar {
  readonly tap: AudioTap;
  diary(boxId: string): BoxDiary;
  /** Calls `heard` after every report of a box, until the function it answers is called. */
  onReport(heard: () => void): () => void;
  close(): Promise<void>;
}

/** Only the boxes of `boxIds` are written down. Resolves once everything is subscribed to. */
export const openVillageEar = async (
  broker: {
    readonly url: string;
    readonly caPem: string;
    readonly clientId: string;
    readonly certificate: Certificate;
  },
  area: string,
  boxIds: readonly string[],
): Promise<VillageEar> => {
  const tap = new AudioTap();
  const diaries = new Map(boxIds.map((id) => [id, new BoxDiary()]));
  const listeners = new Set<() => void>();
  const client = await connectSilently(broker.url, {
    ca: broker.caPem,
    clientId: broker.clientId,
    cert: broker.certificate.certificatePem,
    key: broker.certificate.privateKeyPem,
  });
  const audio = audioTopic(area);

  client.on('message', (topic, payload, { retain }) => {
    if (topic === audio) {
      if (!retain) tap.hear(payload);
      return;
    }
    const heard = readBoxReport(topic, payload);
    const diary = heard && diaries.get(heard.report.box);
    if (heard === undefined || diary === undefined) return;
    switch (heard.on) {
      case 'state':
        diary.noteState(heard.report, monotonicUs());
        break;
      case 'telemetry':
        diary.noteHeartbeat(heard.report, monotonicUs());
        break;
      case 'played':
        diary.notePlayed(heard.report);
        break;
    }
    for (const listener of listeners) listener();
  });
  await client.subscribeAsync([...BOX_TOPICS], { qos: 1 });
  await client.subscribeAsync(audio, { qos: 0 });

  return {
    tap,
    diary: (boxId) => {
      const diary = diaries.get(boxId);
      if (diary === undefined) throw new RangeError(`no diary is kept of ${boxId}`);
      return diary;
    },
    onReport: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    close: () => client.endAsync(),
  };
};

/** A connection that is made once and then kept up. @throws what TLS or the broker said against it. */
const connectSilently = (url: string, options: IClientOptions): Promise<MqttClient> =>
  new Promise((resolve, reject) => {
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      connectTimeout: CONNECT_MS_MAX,
      ...options,
    });
    client.once('error', (error) => {
      client.end(true);
      reject(error);
    });
    client.once('connect', () => {
      client.removeAllListeners('error');
      client.on('error', () => undefined);
      resolve(client);
    });
  });
