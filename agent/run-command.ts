/** `loa-agent run`: a box, or where its configuration will not do, its mistakes, or a console that answers. Wiring only. */
import { ConfigError } from './config/problem.ts';
import { startOver, type LaidOver } from './shell/console/config/laid-over.ts';
import { rememberPlaces } from './shell/console/config/usual-places.ts';
import { rebootStatusOf } from './shell/process/machine-reboot.ts';
import { holdYoungGeneration } from './shell/process/memory.ts';
import { configuredOff, leaveOff, type FoundRelays } from './shell/relays/off-first.ts';

const EXIT_USAGE = 2;
/** To end with where the machine is to be started again; undefined where nobody would. */
const REBOOT_STATUS = rebootStatusOf(process.env);

export interface RunOrder {
  readonly file: string;
  /** It answers at a console where it cannot start. */
  readonly orConsole: boolean;
  /** Relays that were switched off before anything was loaded. */
  readonly found: FoundRelays | undefined;
}

/** Answers only where nothing was started; otherwise the process ends here. */
export const run = async ({ file, orConsole, found }: RunOrder): Promise<number> => {
  holdYoungGeneration();
  const laid = await startOver(file, process.env).catch((error: unknown) => {
    if (error instanceof ConfigError) return error;
    throw error;
  });
  if (!(laid instanceof ConfigError)) return runBox(laid, found);
  if (orConsole) {
    const { unsetPlaces } = await import('./shell/console/unset/unset-places.ts');
    const places = unsetPlaces(file, process.env);
    if (places !== undefined) {
      const { runUnset } = await import('./unset.ts');
      return leaveWith(
        await runUnset({ places, mistakes: laid, found, rebootStatus: REBOOT_STATUS }),
      );
    }
  }
  process.stderr.write(`${laid.lines.join('\n')}\n`);
  await leaveOff(found);
  return EXIT_USAGE;
};

const runBox = async (
  { config, notes }: LaidOver,
  found: FoundRelays | undefined,
): Promise<number> => {
  const { MonotonicClock } = await import('../hw/clock/monotonic.ts');
  const clock = new MonotonicClock();
  // Off before the core is even loaded.
  const relays = await configuredOff(config.relays, found, clock);
  const { knownRelaysFile } = await import('./shell/relays/known-relays.ts');
  const [{ rememberRelays }, { openLog }, { LogRing }, { runAgent }] = await Promise.all([
    import('./shell/relays/remember-relays.ts'),
    import('./shell/log/log.ts'),
    import('./shell/log/log-ring.ts'),
    import('./main.ts'),
  ]);
  const ring = new LogRing();
  const log = openLog({ boxId: config.receiver.boxId, level: config.logLevel, ring });
  for (const { level, event, fields } of notes) log.write(level, event, fields);
  try {
    rememberRelays(knownRelaysFile(config.storeFile, process.env), config.relays);
  } catch (error) {
    log.write('warn', 'relays.not-remembered', { reason: String(error) });
  }
  try {
    rememberPlaces(config, process.env);
  } catch (error) {
    log.write('warn', 'console.not-remembered', { reason: String(error) });
  }
  const status = await runAgent({ config, relays, clock, log, ring, rebootStatus: REBOOT_STATUS });
  await log.close();
  return leaveWith(status);
};

/** All is off and said. A handle that somebody forgot must not keep a box from its restart. */
const leaveWith = async (status: number): Promise<never> => {
  const { leave } = await import('./shell/process/leave.ts');
  return leave(status, REBOOT_STATUS);
};
