/**
 * The same run by snapcast, the free player that keeps rooms together: one snapserver, two snapclients, the same cards and the
 * same recording. Measured from outside, as the agents are.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { setTimeout as pass } from 'node:timers/promises';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import type { Ending } from '../../e2e/small-village.ts';
import { buildCard } from '../sound-card/build-card.ts';
import { layOutCards } from '../sound-card/rig-cards.ts';
import { CostWatch, type ProcessCost } from './cost-watch.ts';
import { HornSound } from './horn-sound.ts';
import type { LongRecording } from './long-recording.ts';

/** Why there is no snapcast here, a sentence; false where there is one. */
export const noSnapcast = (): string | false =>
  ['snapserver', 'snapclient'].some((name) => spawnSync(name, ['--version']).error !== undefined)
    ? 'snapcast is not installed (sudo apt install snapserver snapclient)'
    : false;

export interface PeerRun {
  readonly sounds: readonly [HornSound, HornSound];
  readonly fromUs: number;
  readonly endsAtUs: number;
  readonly costs: readonly ProcessCost[];
  /** What the processes `beside` them cost at the same time. */
  readonly besideCosts: readonly ProcessCost[];
}

const NAMES = ['one', 'other'] as const;
/** It plays one second after it was sent, by default; and some to end. */
const AFTER_MS = 2_000;
const UNSETTLED_MS = 3_000;

export const playOnSnapclients = async (
  ending: Ending,
  recording: LongRecording,
  [onePpm, otherPpm]: readonly [number, number] = [100, -100],
  beside: readonly number[] = [],
): Promise<PeerRun> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-snap-'));
  const children: ChildProcess[] = [];
  ending.after(async () => {
    for (const child of children) await ended(child);
    rmSync(folder, { recursive: true, force: true });
  });
  const { library } = buildCard();
  if (library === undefined) throw new Error('there is no sound card');
  const { configFile, cards } = layOutCards(folder, library, {
    one: { ppm: onePpm },
    other: { ppm: otherPpm },
  });
  const start = (program: string, ...words: string[]): ChildProcess => {
    const env = { ...process.env, ALSA_CONFIG_PATH: configFile, HOME: folder };
    const child = spawn(program, words, { stdio: 'ignore', env });
    children.push(child);
    return child;
  };
  const [port, controlPort] = [await freePort(), await freePort()];
  const pipe = join(folder, 'pipe');
  const serverConfig = join(folder, 'snapserver.conf');
  writeFileSync(
    serverConfig,
    `[server]
datadir = ${folder}
[http]
enabled = false
[tcp]
bind_to_address = 127.0.0.1
port = ${controlPort}
[stream]
bind_to_address = 127.0.0.1
port = ${port}
source = pipe://${pipe}?name=rig&sampleformat=48000:16:1&mode=create
`,
  );
  start('snapserver', '--config', serverConfig, '--logging.sink=null');
  await until(() => existsSync(pipe), 'snapserver makes its pipe');
  const clients = NAMES.map((name) =>
    start(
      'snapclient',
      ...['--host', '127.0.0.1', '--port', String(port), '--soundcard', name],
      ...['--hostID', name, '--logsink', 'null'],
    ),
  );
  // They ask the server for the time as soon as they are connected.
  await pass(UNSETTLED_MS);
  const clock = new MonotonicClock();
  const fromUs = clock.nowUs();
  const pcm = recording.sound();
  const feed = pipeline(
    Readable.from([Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)]),
    createWriteStream(pipe),
  );
  const hasSound = () => NAMES.every((name) => size(cards[name].captureFile) > 0);
  await until(hasSound, 'both snapclients play');
  await pass(UNSETTLED_MS);
  const watch = new CostWatch([...clients.map(({ pid }) => pid ?? 0), ...beside]);
  await feed;
  const watched = watch.end();
  const costs = watched.slice(0, clients.length);
  const besideCosts = watched.slice(clients.length);
  await pass(AFTER_MS);
  for (const child of children) await ended(child);
  const sounds = [HornSound.of(cards.one), HornSound.of(cards.other)] as const;
  const endsAtUs = Math.min(...sounds.map(({ endsAtUs: atUs }) => atUs));
  return { sounds, fromUs, endsAtUs, costs, besideCosts };
};

const size = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const until = async (isSo: () => boolean, what: string): Promise<void> => {
  const deadlineMs = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error(`not within 15 s: ${what}`);
    await pass(50);
  }
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await exit;
  clearTimeout(late);
};
