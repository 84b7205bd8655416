/** Puts the technician's console together: who answers its questions, what it shows, and where it is to be found. Wiring only. */
import type { Clock } from '../hw/ports.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { SYSTEM_TIME } from './config/values/time-server.ts';
import type { CardTried } from './core/console/diagnosis/probes.ts';
import { livingBox } from './core/console/obey.ts';
import { LoginGate } from './core/console/login/login-gate.ts';
import type { BoxFacts, BoxSnapshot } from './core/console/snapshot.ts';
import type { Input } from './core/input.ts';
import type { Receiver } from './core/receiver.ts';
import type { StoredState } from './core/stored-state.ts';
import type { MonoUs } from './core/vocabulary.ts';
import { encodeBase64url } from './core/wire/base64url.ts';
import { Clerk } from './shell/console/clerk.ts';
import { ConfigDesk } from './shell/console/config/config-desk.ts';
import { openConsoleDesk, type ConsoleDesk } from './shell/console/console-desk.ts';
import { PinDesk } from './shell/console/pin-desk.ts';
import { lookAfresh, type LookParts } from './shell/console/probe/fresh-look.ts';
import { machineName } from './shell/console/probe/probe-machine.ts';
import { settingsFileOf } from './shell/console/config/settings-file.ts';
import { watchTrial } from './shell/console/config/trial-watch.ts';
import type { LogRing } from './shell/log/log-ring.ts';
import type { Log } from './shell/log/log.ts';

export interface ConsoleParts {
  readonly config: AgentConfig;
  /** Which devices the box was put together of. */
  readonly described: Readonly<Record<string, string>>;
  readonly receiver: Pick<Receiver, 'snapshotAt' | 'isLooking'>;
  /** Whoever supervises this process starts the machine again where it asks for that. */
  readonly canReboot: boolean;
  readonly stored: Pick<StoredState, 'consoleFailures'>;
  readonly tryCard: () => Promise<CardTried>;
  readonly lookAtBody: LookParts['lookAtBody'];
  readonly post: (input: Input) => void;
  readonly ring: LogRing;
  readonly clock: Clock;
  readonly log: Log;
}

export const openConsole = (parts: ConsoleParts): ConsoleDesk => {
  const { config, receiver, stored, tryCard, lookAtBody, post, ring, clock, log } = parts;
  const { pinFile } = config.console;
  const { signalFile } = config.body;
  const settingsFile = settingsFileOf(config.storeFile);
  const facts = { ...boxFacts(config, parts.described), canReboot: parts.canReboot };
  const snapshot = (nowUs: MonoUs): BoxSnapshot => ({ ...receiver.snapshotAt(nowUs), facts });
  const clerk = new Clerk({
    broker: config.broker,
    storeFile: config.storeFile,
    configFile: config.file,
    pinDesk: new PinDesk({
      ...(pinFile !== undefined && { pinFile }),
      gate: new LoginGate(stored.consoleFailures ?? 0, clock.nowUs()),
      keepFailures: (failures) => {
        post({ on: 'console-failures', failures });
      },
      clock,
    }),
    ...(signalFile !== undefined && { signalFile }),
    configDesk: new ConfigDesk(config.file, settingsFile),
    tryCard,
    look: () => lookAfresh({ lookAtBody, post, isLooking: () => receiver.isLooking }),
    snapshot,
    post,
    ring,
    clock,
  });
  const host = livingBox(snapshot);
  const desk = openConsoleDesk({ config: config.console, host, clerk, post, clock, log });
  const endTrial = watchTrial(settingsFile, post, log);
  return {
    close: () => {
      endTrial();
      desk.close();
    },
  };
};

/** What the console tells of how the box was put together. */
const boxFacts = (
  { file, receiver, broker, audio, relays }: AgentConfig,
  described: Readonly<Record<string, string>>,
): Omit<BoxFacts, 'canReboot'> => ({
  configFile: file,
  certificateEndsAtUs: broker.certificate?.endsAtUs ?? null,
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
