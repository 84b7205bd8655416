/** Puts a box together from its configuration and runs it until it is told to stop. Wiring only. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock, RelayBank } from '../hw/ports.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { nativeNotify } from '../hw/native/load.ts';
import { SYSTEM_TIME } from './config/time-server.ts';
import type { BoxFacts } from './core/console/snapshot.ts';
import type { Effect } from './core/effect.ts';
import { Receiver } from './core/receiver.ts';
import { subscriptions } from './core/wire/topic.ts';
import { AgentLoop } from './shell/agent-loop.ts';
import { AudioPump } from './shell/audio-pump.ts';
import { openDevices, type Devices } from './shell/devices.ts';
import { NodeEd25519 } from './shell/ed25519.ts';
import { LoginGate } from './core/console/login-gate.ts';
import { encodeBase64url } from './core/wire/base64url.ts';
import { Clerk } from './shell/console/clerk.ts';
import { machineName } from './shell/console/probe-machine.ts';
import type { LogRing } from './shell/log-ring.ts';
import { openConsoleDesk } from './shell/console/console-desk.ts';
import { describeFailure } from './shell/failure.ts';
import { beginLifetime } from './shell/lifetime.ts';
import type { Log } from './shell/log.ts';
import { MqttLink } from './shell/mqtt-link.ts';
import { NtpClient } from './shell/ntp-client.ts';
import { performer } from './shell/perform.ts';
import { Systemd } from './shell/systemd.ts';
import { openFileStore } from './shell/store/file-store.ts';
import { readSystemClock, watchSystemClock } from './shell/system-clock.ts';

/** What the console tells of how the box was put together. */
const boxFacts = (
  { file, receiver, broker, audio, relays }: AgentConfig,
  described: Readonly<Record<string, string>>,
): BoxFacts => ({
  configFile: file,
  roots: receiver.roots.map((key) => `${encodeBase64url(key).slice(0, 12)}…`),
  node: process.versions.node,
  machine: machineName(),
  area: receiver.area,
  version: receiver.version,
  brokerUrl: broker.url,
  timeServer: receiver.timeServer?.name ?? SYSTEM_TIME,
  sink: audio.sink === 'alsa' ? `alsa ${audio.device}` : audio.sink,
  decoder: described['decoder'] ?? audio.decoder,
  relays: relays.bank,
});

/** A recording would hold the silence of the trial, and what is paced by us proves nothing. */
const canBeTried = ({ audio }: AgentConfig): boolean =>
  audio.sink === 'alsa' || audio.sink === 'speaker';

export interface BoxParts {
  readonly config: AgentConfig;
  /** Being switched off already. */
  readonly relays: RelayBank;
  readonly clock: Clock;
  readonly log: Log;
  /** Holds the end of the log. */
  readonly ring: LogRing;
}

/** Runs a box. Resolves with its exit status, all relays off: 0 stopped as asked, 1 failed. */
export const runAgent = async ({ config, relays, clock, log, ring }: BoxParts): Promise<number> => {
  const devices = devicesOr(config, clock, (reason) => {
    log.write('fatal', 'device.failed', { reason });
  });
  if (devices === undefined) {
    await relays.close().catch(() => undefined);
    return 1;
  }
  const store = openFileStore(config.storeFile);
  const { state, note, records, broken } = store.load();
  if (note !== undefined) log.write(note.level, note.event, note.fields);

  const { sink, decoder, described } = devices;
  const systemClock = readSystemClock(clock);
  const receiver = new Receiver({
    config: config.receiver,
    stored: state,
    proof: {
      records,
      newChain: randomBytes(8).toString('hex'),
      ...(broken !== undefined && { broken }),
    },
    sha256: (bytes) => createHash('sha256').update(bytes).digest(),
    ed25519: new NodeEd25519(),
    decoder,
    random: Math.random,
    clock: systemClock,
    nowUs: clock.nowUs(),
  });
  const loop = new AgentLoop(receiver, clock, (effect) => {
    perform(effect);
  });
  const { post } = loop;
  const { over, end } = beginLifetime({
    relays,
    log,
    shutdown: () => {
      systemd.stopping();
      post({ on: 'shutdown' });
    },
  });
  const link = new MqttLink({
    broker: config.broker,
    boxId: config.receiver.boxId,
    subscriptions: subscriptions(config.receiver.area, config.receiver.boxId),
    post,
  });
  const timeServer = config.timeServer && new NtpClient({ ...config.timeServer, clock, post });
  const pump = new AudioPump({ sink, receiver, post });
  const perform: (effect: Effect) => void = performer({
    link,
    pump,
    relays,
    store,
    clock,
    ...(timeServer !== undefined && { timeServer }),
    log,
    post,
    exit: end,
  });

  post({ on: 'boot', devices: described });
  const facts = boxFacts(config, described);
  const { pinFile } = config.console;
  const clerk = new Clerk({
    broker: config.broker,
    storeFile: config.storeFile,
    ...(pinFile !== undefined && { pinFile }),
    gate: new LoginGate(state.consoleFailures ?? 0, clock.nowUs()),
    keepFailures: (failures) => {
      post({ on: 'console-failures', failures });
    },
    tryCard: () => (canBeTried(config) ? pump.tryCard() : Promise.resolve({ went: 'skipped' })),
    ring,
    clock,
  });
  const desk = openConsoleDesk({
    config: config.console,
    snapshot: (nowUs) => ({ ...receiver.snapshotAt(nowUs), facts }),
    clerk,
    post,
    clock,
    log,
  });
  const systemd = new Systemd({
    notify: nativeNotify,
    environment: process.env,
    signs: () => ({ wakeUs: receiver.nextWakeUs(), pump: pump.sign, link: link.sign }),
    clock,
    log,
  });
  systemd.ready();
  const unwatch = watchSystemClock(clock, systemClock, (reading) => {
    post({ on: 'clock', clock: reading });
  });
  const status = await over;
  systemd.close();
  desk.close();
  unwatch();
  timeServer?.close();
  loop.stop();
  return status;
};

const devicesOr = (
  config: AgentConfig,
  clock: Clock,
  failed: (reason: string) => void,
): Devices | undefined => {
  try {
    return openDevices(config, clock);
  } catch (error) {
    failed(describeFailure(error));
    return undefined;
  }
};
