/**
 * What the box has outside of it: a broker that wants its certificate, a time server, a studio whose mandates it can follow to its root, and
 * an office that acknowledges its proof; all on this host's loopback, which the box reaches as `outside`. It knows nothing of the machine.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { stringify } from 'smol-toml';
import { makeThrowawayChain } from '../../../broker-sim/authority/throwaway-chain.ts';
import { commonName } from '../../../broker-sim/access/principal.ts';
import { startBroker } from '../../../broker-sim/broker/broker.ts';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import { Changes } from '../../../broker-sim/cluster/changes.ts';
import { RisingSequence } from '../../../broker-sim/cluster/rising-sequence.ts';
import { openVillageEar } from '../../../broker-sim/cluster/village-ear.ts';
import type { BoxDiary } from '../../../broker-sim/cluster/box/box-diary.ts';
import type { Broadcast } from '../../../broker-sim/head-end/broadcast/broadcast.ts';
import { Issuer } from '../../../broker-sim/head-end/issuer/issuer.ts';
import { speak } from '../../../broker-sim/head-end/speak.ts';
import { ProofCollector } from '../../../broker-sim/proof/collector.ts';
import { openProofOffice } from '../../../broker-sim/proof/office.ts';
import { startTimeServer } from '../../../broker-sim/time/time-server.ts';
import type { OpusSource } from '../../../broker-sim/source/opus-source.ts';

export const BOX = 'langha-03';
/** Lines of the chip. */
export const SUPPLY = 17;
export const LINE = 27;
export const LAMP = 31;

const AREA = 'vn.hn.dongda.langha';
const STUDIO = { role: 'head-end', name: 'xa-langha', areas: [AREA] } as const;
/** As this host's loopback is called in the box. */
const HOST = 'outside';

export class Outside {
  readonly diary: BoxDiary;
  readonly proof: ProofCollector;
  /** Noted after every report of the box, and every acknowledgement. */
  readonly changes: Changes;
  readonly #headEnd: MqttClient;
  readonly #issuer: Issuer;
  readonly #closers: (() => Promise<unknown>)[];

  private constructor(parts: {
    diary: BoxDiary;
    proof: ProofCollector;
    changes: Changes;
    headEnd: MqttClient;
    issuer: Issuer;
    closers: (() => Promise<unknown>)[];
  }) {
    this.diary = parts.diary;
    this.proof = parts.proof;
    this.changes = parts.changes;
    this.#headEnd = parts.headEnd;
    this.#issuer = parts.issuer;
    this.#closers = parts.closers;
  }

  /** Leaves in `folder/given` what the box's owner puts into /etc/loa. */
  static async open(folder: string): Promise<Outside> {
    const closers: (() => Promise<unknown>)[] = [];
    const certificates = await createThrowawayCertificates({
      hostNames: ['localhost', HOST],
      addresses: ['127.0.0.1'],
      // Longer than a box begins to complain of.
      validDays: 90,
    });
    const broker = await startBroker({
      certificates,
      access: {
        caPem: certificates.caPem,
        principals: [STUDIO, { role: 'box', id: BOX, area: AREA }],
      },
    });
    closers.push(() => broker.close());
    const time = await startTimeServer();
    closers.push(() => time.close());
    const studio = await makeThrowawayChain(AREA);

    const keys = join(folder, 'given/keys');
    mkdirSync(keys, { recursive: true });
    const own = await certificates.client(BOX);
    writeFileSync(join(keys, 'box.pem'), own.certificatePem);
    writeFileSync(join(keys, 'box.key'), own.privateKeyPem, { mode: 0o600 });
    writeFileSync(join(keys, 'ca.pem'), certificates.caPem);
    const config = boxToml({ brokerPort: broker.port, timePort: time.port, root: studio.root });
    writeFileSync(join(folder, 'given/agent.toml'), config);

    const name = commonName(STUDIO);
    const certificate = await certificates.client(name);
    const at = { url: broker.url, caPem: certificates.caPem, certificate };
    const ear = await openVillageEar({ ...at, clientId: `${name}:ear` }, AREA, [BOX]);
    closers.push(() => ear.close());
    const headEnd = mqtt.connect(broker.url, {
      ca: certificates.caPem,
      clientId: `${name}:voice`,
      cert: certificate.certificatePem,
      key: certificate.privateKeyPem,
      protocolVersion: 4,
      queueQoSZero: false,
    });
    closers.push(() => headEnd.endAsync(true));
    await new Promise((resolve) => headEnd.once('connect', resolve));

    const changes = new Changes();
    ear.onReport(() => changes.note());
    const issuer = new Issuer(studio, studio.privateKey, new RisingSequence());
    const proofFolder = join(folder, 'proof');
    mkdirSync(proofFolder);
    const proof = new ProofCollector(proofFolder);
    await openProofOffice({
      client: headEnd,
      issuer,
      collector: proof,
      onTrouble: (line) => console.error(`box-test: ${line}`),
      onAcknowledged: () => changes.note(),
    });
    return new Outside({ diary: ear.diary(BOX), proof, changes, headEnd, issuer, closers });
  }

  speak(source: OpusSource, title: string): Promise<Broadcast> {
    return speak({
      client: this.#headEnd,
      issuer: this.#issuer,
      area: AREA,
      class: 'normal',
      title,
      source,
    });
  }

  async close(): Promise<void> {
    for (const close of this.#closers.toReversed()) await close();
  }
}

const boxToml = (at: { brokerPort: number; timePort: number; root: string }): string =>
  stringify({
    box: { id: BOX, area: AREA },
    broker: {
      url: `mqtts://${HOST}:${at.brokerPort}`,
      ca_file: 'keys/ca.pem',
      cert_file: 'keys/box.pem',
      key_file: 'keys/box.key',
      // A line that is dead is to be known soon.
      keepalive_s: 5,
    },
    trust: { roots: [at.root] },
    time: { server: `ntp://${HOST}:${at.timePort}` },
    // An emulated processor stands still for longer than one of metal.
    audio: { sink: 'alsa', device: 'hw:0', buffer_ms: 600 },
    amplifier: { relays: 'gpio', chip: '/dev/gpiochip0', supply: SUPPLY, line: LINE },
    inputs: { lamp: '/sys/class/leds/lamp' },
    heartbeat: { every_s: 1 },
    self_test: { daily_at: 'never' },
    console: {
      port: '/dev/ttyS1',
      socket: '/run/loa/console.sock',
      pin_file: '/var/lib/loa/console.pin',
      language: 'en',
    },
    store: { file: '/var/lib/loa/state.json' },
  });
