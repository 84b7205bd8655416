/** Puts a box together from its configuration and runs it until it is told to stop. Wiring only. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock, RelayBank } from '../hw/ports.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { nativeNotify } from '../hw/native/load.ts';
import type { CardTried } from './core/console/diagnosis/probes.ts';
import type { Effect } from './core/effect.ts';
import { Receiver } from './core/receiver.ts';
import { subscriptions } from './core/wire/topic.ts';
import { AgentLoop } from './shell/agent-loop.ts';
import { AudioPump } from './shell/audio/audio-pump.ts';
import { canBeTried } from './shell/audio/card-trial.ts';
import { probeDisk } from './shell/console/probe/probe-machine.ts';
import { openAlarm, openDevices, type Devices } from './shell/devices.ts';
import { NodeEd25519 } from './shell/ed25519.ts';
import type { LogRing } from './shell/log/log-ring.ts';
import { openConsole } from './console.ts';
import { lampOf, watchBody } from './shell/body-devices.ts';
import { describeFailure } from './shell/failure.ts';
import { beginLifetime } from './shell/process/lifetime.ts';
import type { Log } from './shell/log/log.ts';
import { MqttLink } from './shell/link/mqtt-link.ts';
import { giveBackAfterStart, giveMemoryBack } from './shell/process/memory-at-rest.ts';
import { NtpClient } from './shell/time/ntp-client.ts';
import { performer } from './shell/perform.ts';
import { Systemd } from './shell/process/systemd.ts';
import type { LoadNote } from './shell/store/store.ts';
import { openStore } from './shell/store/open-store.ts';
import { readSystemClock, watchSystemClock } from './shell/time/system-clock.ts';

export interface BoxParts {
  readonly config: AgentConfig;
  /** Being switched off already. */
  readonly relays: RelayBank;
  readonly clock: Clock;
  readonly log: Log;
  /** Holds the end of the log. */
  readonly ring: LogRing;
  /** To end with where the machine is to be started again; undefined where nobody would. */
  readonly rebootStatus: number | undefined;
}

/** Runs a box. Resolves with its exit status, all relays off: 0 stopped as asked, 1 failed, or that which asks for a reboot. */
export const runAgent = async ({
  config,
  relays,
  clock,
  log,
  ring,
  rebootStatus,
}: BoxParts): Promise<number> => {
  const devices = devicesOr(config, clock, (reason) => {
    log.write('fatal', 'device.failed', { reason });
  });
  if (devices === undefined) {
    await relays.close().catch(() => undefined);
    return 1;
  }
  const tell = ({ level, event, fields }: LoadNote): void => {
    log.write(level, event, fields);
  };
  const { store, loaded } = openStore(config.storeFile, tell);
  const { state, note, records, broken } = loaded;
  if (note !== undefined) tell(note);

  const { sink, decoder, openTimeSocket, described } = devices;
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
    canReboot: rebootStatus !== undefined,
    clock: systemClock,
    nowUs: clock.nowUs(),
  });
  const loop = new AgentLoop(
    receiver,
    clock,
    (effect) => {
      perform(effect);
    },
    (error) => {
      crash(error);
    },
    openAlarm,
  );
  const { post } = loop;
  const { over, leaving, end, crash } = beginLifetime({
    relays,
    log,
    shutdown: () => {
      post({ on: 'shutdown' });
    },
  });
  const link = new MqttLink({
    broker: config.broker,
    boxId: config.receiver.boxId,
    subscriptions: subscriptions(config.receiver.area, config.receiver.boxId),
    post: (input) => {
      post(input);
      if (input.on === 'message') pump.awake();
    },
  });
  const timeServer =
    config.timeServer && new NtpClient({ ...config.timeServer, open: openTimeSocket, post });
  const pump = new AudioPump({ sink, receiver, clock, post, openAlarm, rested: giveMemoryBack });
  const tryCard = (): Promise<CardTried> =>
    canBeTried(config.audio) ? pump.tryCard() : Promise.resolve({ went: 'skipped' });
  const perform: (effect: Effect) => void = performer({
    link,
    pump,
    relays,
    lamp: lampOf(config.body),
    tryCard,
    tryDisk: () => probeDisk(config.storeFile),
    store,
    clock,
    ...(timeServer !== undefined && { timeServer }),
    log,
    ring,
    post,
    leave: (then) => {
      systemd.stopping();
      leaving(then === 'reboot' ? (rebootStatus ?? 0) : 0);
    },
    exit: end,
  });

  post({ on: 'boot', devices: described });
  const body = watchBody(config.body, post, log);
  const desk = openConsole({
    config,
    described,
    receiver,
    canReboot: rebootStatus !== undefined,
    stored: state,
    tryCard,
    lookAtBody: body.look,
    post,
    ring,
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
  const keepMemory = giveBackAfterStart(() => pump.sign.phase === 'idle');
  const unwatch = watchSystemClock(clock, systemClock, (reading) => {
    post({ on: 'clock', clock: reading });
  });
  const status = await over;
  keepMemory();
  systemd.close();
  desk.close();
  body.close();
  unwatch();
  timeServer?.close();
  loop.stop();
  pump.close();
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
