/**
 * A commune on one machine: a broker with a throwaway authority, a studio with a throwaway chain of mandates, and boxes in processes of
 * their own. It opens and closes all of that, and plays nothing.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { trustTopic } from '../../agent/core/wire/topic.ts';
import { writeTrustStatements } from '../../agent/core/wire/trust/trust-statements.ts';
import { makeThrowawayChain } from '../authority/throwaway-chain.ts';
import { commonName } from '../access/principal.ts';
import { startBroker } from '../broker/broker.ts';
import { createThrowawayCertificates } from '../broker/certificates.ts';
import { Issuer } from '../head-end/issuer/issuer.ts';
import { ProofCollector } from '../proof/collector.ts';
import { openProofOffice } from '../proof/office.ts';
import { makeOutFolder } from '../out-folder.ts';
import { writePublic, writeSecret } from '../pki/key-files.ts';
import { startTimeServerProcess } from '../time/time-server-process.ts';
import { UserMistake } from '../user-mistake.ts';
import { boxConfigToml, type VillageSettings } from './box/box-config.ts';
import { boxFiles, clearEarlierRun } from './box/box-files.ts';
import { startBox, type BoxProcess } from './box/box-process.ts';
import { Changes } from './changes.ts';
import { lastLogLine } from './box/log-tail.ts';
import { startOrphanKeeper } from './orphan-keeper.ts';
import { RisingSequence } from './rising-sequence.ts';
import { openVillageEar, type VillageEar } from './village-ear.ts';

/** `làng mẫu`: model village. */
const AREA = 'vn.langmau';
/** As its certificate at the broker names whoever speaks. */
const STUDIO = 'dai-langmau';
const ALOUD = 'box-aloud';
/** Each starts in less than a second; this is for a machine that has much else to do. */
const READY_WITHIN_MS = 30_000;

export interface VillageOptions {
  readonly outDirectory: string;
  readonly boxes: number;
  /** One box more, on this machine's sound card. */
  readonly aloud: boolean;
  /** Where the boxes have the time from: the machine's own clock, or a time server of the village's. */
  readonly time: 'system' | 'ntp';
  readonly signal: AbortSignal;
}

export interface Village {
  readonly area: string;
  readonly issuer: Issuer;
  /** What the boxes have proved of what they played. */
  readonly proof: ProofCollector;
  readonly boxes: readonly BoxProcess[];
  readonly aloudBox: BoxProcess | undefined;
  readonly ear: VillageEar;
  /** Noted after every report of a box and every end of a process. */
  readonly changes: Changes;
  readonly headEnd: MqttClient;
  /** SIGTERM to each, and waits until they are gone. */
  stopBoxes(): Promise<void>;
  /** SIGKILL to each, now. */
  killBoxes(): void;
  /** Stops what still runs, and frees everything. Idempotent. */
  close(): Promise<void>;
}

/** The village could not be brought up. `message` is one line for people. */
export class VillageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'VillageError';
  }
}

/**
 * Resolves when every box has said that it is ready. Where it throws, everything is closed again.
 * @throws {VillageError} where a box does not get ready; {UserMistake} where the folder cannot be written.
 */
export const openVillage = async (options: VillageOptions): Promise<Village> => {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let last = closers.pop(); last !== undefined; last = closers.pop()) await last();
  };
  try {
    return await bringUp(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
};

const bringUp = async (
  options: VillageOptions,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Village> => {
  const outDirectory = path.resolve(options.outDirectory);
  await prepare(outDirectory);
  const certificates = await createThrowawayCertificates();
  const caFile = path.join(outDirectory, 'ca.pem');
  await writeFile(caFile, certificates.caPem);
  const ids = Array.from({ length: options.boxes }, (_, index) => `box-${index + 1}`);
  const allIds = options.aloud ? [...ids, ALOUD] : ids;
  const speaker = { role: 'head-end', name: STUDIO, areas: [AREA] } as const;
  const broker = await startBroker({
    certificates,
    access: {
      caPem: certificates.caPem,
      principals: [speaker, ...allIds.map((id) => ({ role: 'box', id, area: AREA }) as const)],
    },
  });
  closers.push(() => broker.close());

  const timeServer = options.time === 'ntp' ? await startTimeServerProcess() : undefined;
  if (timeServer !== undefined) closers.push(() => timeServer.close());

  const studio = await makeThrowawayChain(AREA);
  const settings: VillageSettings = {
    area: AREA,
    brokerUrl: broker.url,
    caFile,
    root: studio.root,
    ...(timeServer !== undefined && { timeServer: timeServer.url }),
  };
  const name = commonName(speaker);
  const certificate = await certificates.client(name);
  const ear = await openVillageEar(
    { url: broker.url, caPem: certificates.caPem, clientId: `${name}:ear`, certificate },
    AREA,
    allIds,
  );
  closers.push(() => ear.close());
  const headEnd = mqtt.connect(broker.url, {
    ca: certificates.caPem,
    clientId: `${name}:voice`,
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
    protocolVersion: 4,
    queueQoSZero: false,
  });
  headEnd.on('error', () => undefined); // It tries again; the broadcast waits for the link.
  closers.push(() => headEnd.endAsync(true));
  // Kept by mqtt.js until there is a link. Each message brings its mandates too: this is for who wants to know beforehand.
  headEnd.publish(trustTopic(AREA), writeTrustStatements([studio.chain]), { qos: 1, retain: true });

  const issuer = new Issuer(studio, studio.privateKey, new RisingSequence());
  const proof = new ProofCollector(outDirectory);
  await openProofOffice({
    client: headEnd,
    issuer,
    collector: proof,
    onTrouble: () => undefined,
  });

  const changes = new Changes();
  ear.onReport(() => changes.note());
  const keeper = startOrphanKeeper();
  closers.push(() => keeper.close());
  const started: BoxProcess[] = [];
  const stopBoxes = async (): Promise<void> => {
    await Promise.all(started.map((box) => box.stop()));
  };
  closers.push(stopBoxes);
  const start = async (id: string, horn: 'wav' | 'aloud'): Promise<BoxProcess> => {
    const files = boxFiles(outDirectory, id);
    const own = await certificates.client(id);
    await writePublic(files.certificateFile, own.certificatePem);
    await writeSecret(files.privateKeyFile, own.privateKeyPem);
    await writeFile(files.configFile, boxConfigToml(settings, id, files, horn));
    const box = await startBox(id, files, keeper);
    started.push(box);
    void box.ended.then(() => changes.note());
    return box;
  };
  const boxes: BoxProcess[] = [];
  for (const id of ids) boxes.push(await start(id, 'wav'));
  const aloudBox = options.aloud ? await start(ALOUD, 'aloud') : undefined;

  await awaitReady(boxes, timeServer !== undefined, ear, changes, options.signal);
  return {
    area: AREA,
    issuer,
    proof,
    boxes,
    aloudBox,
    ear,
    changes,
    headEnd,
    stopBoxes,
    killBoxes: () => {
      for (const box of started) box.kill();
    },
    close,
  };
};

const prepare = async (outDirectory: string): Promise<void> => {
  await makeOutFolder(outDirectory);
  try {
    await clearEarlierRun(outDirectory);
    await writeFile(path.join(outDirectory, 'ca.pem'), '');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UserMistake(
      `cannot write to ${outDirectory} (${code}): name another folder with --out`,
      { cause: error },
    );
  }
};

const awaitReady = async (
  boxes: readonly BoxProcess[],
  mustBeLocked: boolean,
  ear: VillageEar,
  changes: Changes,
  signal: AbortSignal,
): Promise<void> => {
  const isReady = ({ id }: BoxProcess): boolean => {
    const { state, latest } = ear.diary(id);
    return state === 'ready' && (!mustBeLocked || latest?.clock.sync?.state === 'locked');
  };
  const ended = (): BoxProcess | undefined => boxes.find(({ end }) => end !== undefined);
  const settled = (): boolean => ended() !== undefined || boxes.every(isReady);
  await changes.waitFor(settled, READY_WITHIN_MS, signal);
  if (signal.aborted) throw new VillageError('interrupted before the boxes were ready');
  const dead = ended();
  const late = dead ?? boxes.find((box) => !isReady(box));
  if (late === undefined) return;
  const what = dead
    ? 'ended before it was ready'
    : `was not ready after ${READY_WITHIN_MS / 1_000} s`;
  const said = (await lastLogLine(late.files.logFile)) || 'it said nothing';
  throw new VillageError(`${late.id} ${what}: ${said} (log: ${late.files.logFile})`);
};
