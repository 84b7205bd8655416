/** A broker with certificates, a bad line in front of it, a head-end with its key: all that one box under test needs around it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import {
  makeThrowawayChain,
  type ThrowawayChain,
} from '../../broker-sim/authority/throwaway-chain.ts';
import { startBroker } from '../../broker-sim/broker/broker.ts';
import {
  LOOPBACK,
  createThrowawayCertificates,
  type CertificateRequest,
} from '../../broker-sim/broker/certificates.ts';
import { startTcpShaper, type TcpShaper } from '../../broker-sim/faults/tcp-shaper.ts';
import type { Broadcast, BroadcastOptions } from '../../broker-sim/head-end/broadcast/broadcast.ts';
import { Issuer } from '../../broker-sim/head-end/issuer/issuer.ts';
import { speak } from '../../broker-sim/head-end/speak.ts';
import { openRecording } from '../../broker-sim/source/open-source.ts';
import type { OpusSource } from '../../broker-sim/source/opus-source.ts';
import { BULLETIN_PATH } from '../../broker-sim/bulletin/bulletin.ts';
import { AREA, BoxUnderTest, type BoxSettings } from './box-under-test.ts';

export interface SmallVillage {
  readonly folder: string;
  readonly caFile: string;
  readonly caPem: string;
  /** The line between the box and the broker; the head-end has a good one. */
  readonly line: TcpShaper;
  readonly headEnd: MqttClient;
  /** Whose voice the boxes believe. */
  readonly studio: ThrowawayChain;
  /** A box on the bad line, stopped with the test. */
  startBox(settings?: Partial<BoxSettings>): BoxUnderTest;
  /** The first `frames` of the bulletin. */
  speak(frames: number, options?: Partial<BroadcastOptions>): Promise<Broadcast>;
}

/** What calls back at its end: a test, or a measurement. */
export interface Ending {
  after(close: () => Promise<void>): void;
}

/** Everything is closed again with the test. */
export const buildSmallVillage = async (
  test: Ending,
  certificate: CertificateRequest = LOOPBACK,
): Promise<SmallVillage> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-e2e-'));
  const certificates = await createThrowawayCertificates(certificate);
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, certificates.caPem);
  const broker = await startBroker({ certificates });
  const line = await startTcpShaper(broker.port);
  const studio = await makeThrowawayChain(AREA);
  let sequence = 0;
  const issuer = new Issuer(studio, studio.privateKey, { next: () => ++sequence });
  const headEnd = mqtt.connect(broker.url, {
    ca: certificates.caPem,
    protocolVersion: 4,
    queueQoSZero: false,
    // The certificate may be for another name on purpose: that is the box's to find out.
    servername: certificate.hostNames[0] ?? 'localhost',
  });
  await new Promise((resolve) => headEnd.once('connect', resolve));

  const boxes: BoxUnderTest[] = [];
  test.after(async () => {
    line.resume();
    for (const box of boxes) await box.stop();
    headEnd.end(true);
    await line.close();
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    caFile,
    caPem: certificates.caPem,
    line,
    headEnd,
    studio,
    startBox: (settings) => {
      const box = new BoxUnderTest({
        folder,
        brokerUrl: `mqtts://localhost:${line.port}`,
        caFile,
        root: studio.root,
        ...settings,
      });
      boxes.push(box);
      return box;
    },
    speak: (frames, options) =>
      speak({
        client: headEnd,
        issuer,
        area: AREA,
        class: 'normal',
        title: 'Bản tin thử',
        source: firstFrames(
          openRecording(BULLETIN_PATH, () => undefined),
          frames,
        ),
        ...options,
      }),
  };
};

const firstFrames = (source: OpusSource, most: number): OpusSource => {
  let given = 0;
  return {
    live: source.live,
    description: source.description,
    next: () =>
      given++ < most ? source.next() : Promise.resolve({ is: 'end' as const, failed: false }),
    close: () => source.close(),
  };
};
