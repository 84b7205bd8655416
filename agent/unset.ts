/**
 * What the service runs where the configuration makes no box: relays off, nothing played, nobody believed, no link, and a console that
 * says why and takes what is missing (docs/decisions/0056). It ends as soon as the configuration will do. Wiring only.
 */
import type { Clock } from '../hw/ports.ts';
import { MonotonicClock } from '../hw/clock/monotonic.ts';
import { nativeNotify } from '../hw/native/load.ts';
import type { ConfigError } from './config/problem.ts';
import { LoginGate } from './core/console/login/login-gate.ts';
import type { UnsetBox } from './core/console/unset/unset-box.ts';
import { unsetBox } from './core/console/unset/unset-host.ts';
import { NEVER } from './core/vocabulary.ts';
import { ConfigDesk } from './shell/console/config/config-desk.ts';
import { openConsoleDesk, type ConsoleDesk } from './shell/console/console-desk.ts';
import { PinDesk } from './shell/console/pin-desk.ts';
import { keepTries, readTries } from './shell/console/unset/kept-tries.ts';
import { UnsetClerk } from './shell/console/unset/unset-clerk.ts';
import { lookAtUnset, type SeenUnset } from './shell/console/unset/unset-look.ts';
import type { UnsetPlaces } from './shell/console/unset/unset-places.ts';
import { describeFailure } from './shell/failure.ts';
import { openLog, type Log } from './shell/log/log.ts';
import { LogRing } from './shell/log/log-ring.ts';
import { beginLifetime } from './shell/process/lifetime.ts';
import { Systemd } from './shell/process/systemd.ts';
import { holdOff } from './shell/relays/held-off.ts';
import type { FoundRelays } from './shell/relays/off-first.ts';

export interface UnsetParts {
  readonly places: UnsetPlaces;
  /** Why it is not run as a box. */
  readonly mistakes: ConfigError;
  /** Switched off already, and held so. */
  readonly found: FoundRelays | undefined;
  /** To end with where the machine is to be started again; undefined where nobody would. */
  readonly rebootStatus: number | undefined;
}

/** Whoever mends it on the machine does not wait long. */
const LOOK_EVERY_MS = 3_000;
/** What was said last is to reach a slow line before it is closed: 400 bytes at 9600 baud. */
const PARTING_MS = 500;
/** Nothing of it hangs but the loop itself, and whoever feeds the watchdog is of the loop. */
const SIGNS = {
  wakeUs: NEVER,
  pump: { phase: 'idle', turns: 0 },
  link: { phase: 'running', turns: 0 },
} as const;

/** Resolves with its exit status: 0 as soon as it could start, or was told to; that which asks for a reboot; 1 failed. */
export const runUnset = async ({
  places,
  mistakes,
  found,
  rebootStatus,
}: UnsetParts): Promise<number> => {
  const clock = new MonotonicClock();
  const ring = new LogRing();
  const log = openLog({ boxId: places.boxId, level: 'info', ring });
  for (const reason of mistakes.lines) log.write('error', 'config.unset', { reason });
  const systemd = new Systemd({
    notify: nativeNotify,
    environment: process.env,
    signs: () => SIGNS,
    clock,
    log,
  });
  const leave = (status: number): void => {
    stopHolding?.();
    systemd.stopping();
    lifetime.leaving(status);
    lifetime.end();
  };
  const lifetime = beginLifetime({
    relays: found?.bank ?? { close: () => Promise.resolve() },
    log,
    shutdown: () => {
      leave(0);
    },
  });

  const configDesk = new ConfigDesk(places.file, places.settingsFile, places.usual);
  let held: UnsetBox['held'] = found === undefined ? 'none' : 'unknown';
  const stopHolding =
    found &&
    holdOff(found.bank, (state) => {
      held = state;
      log.write(state === 'off' ? 'info' : 'error', `relays.held-${state}`);
    });
  const canReboot = rebootStatus !== undefined;
  const looked = (): Promise<SeenUnset | undefined> =>
    lookAtUnset({ ...places, waiting: () => configDesk.waiting, canReboot });
  const mended = (): void => {
    log.write('info', 'config.mended');
    leave(0);
  };
  const first = await looked();
  if (first === undefined) {
    mended();
    const status = await lifetime.over;
    await log.close();
    return status;
  }
  let box = first;
  /** Answers whether it still cannot start. */
  const look = async (): Promise<boolean> => {
    const seen = await looked();
    box = seen ?? box;
    return seen !== undefined;
  };
  const desk = openDesk({
    places,
    box: () => ({ ...box, held }),
    look,
    configDesk,
    ring,
    log,
    clock,
    leave,
    rebootStatus,
  });
  systemd.ready(`not running: ${mistakes.lines[0] ?? ''}`);
  const timer = setInterval(() => {
    look().then((isUnset) => {
      if (!isUnset) mended();
    }, lifetime.crash);
  }, LOOK_EVERY_MS);
  const status = await lifetime.over;
  clearInterval(timer);
  systemd.close();
  desk.close();
  await log.close();
  return status;
};

interface DeskParts {
  readonly places: UnsetPlaces;
  readonly box: () => UnsetBox;
  readonly look: () => Promise<unknown>;
  readonly configDesk: ConfigDesk;
  readonly ring: LogRing;
  readonly log: Log;
  readonly clock: Clock;
  /** With that exit status. */
  readonly leave: (status: number) => void;
  readonly rebootStatus: number | undefined;
}

const openDesk = ({
  places,
  box,
  look,
  configDesk,
  ring,
  log,
  clock,
  leave,
  rebootStatus,
}: DeskParts): ConsoleDesk => {
  const { console } = places;
  const { pinFile } = console;
  if (console.port === undefined) {
    const reason = 'none is configured, and no UART of this board is free for it';
    log.write('warn', 'console.no-port', { reason });
  }
  const tries = pinFile === undefined ? 0 : readTries(pinFile);
  const pinDesk = new PinDesk({
    ...(pinFile !== undefined && { pinFile }),
    gate: new LoginGate(tries, clock.nowUs()),
    keepFailures: async (failures) => {
      if (pinFile === undefined) return;
      try {
        await keepTries(pinFile, failures);
      } catch (error) {
        // The gate goes on counting; a power cut makes it forget.
        log.write('error', 'console.tries-not-kept', { reason: describeFailure(error) });
      }
    },
    clock,
  });
  return openConsoleDesk({
    config: console,
    host: unsetBox(box),
    clerk: new UnsetClerk({ pinDesk, configDesk, ring, isNew: () => box().isNew, look }),
    post: (input) => {
      const status = input.on === 'shutdown' ? 0 : input.on === 'reboot' ? rebootStatus : undefined;
      if (status === undefined) return;
      setTimeout(() => {
        leave(status);
      }, PARTING_MS);
    },
    clock,
    log,
  });
};
