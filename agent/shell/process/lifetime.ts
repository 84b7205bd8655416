/**
 * From here on until the process may end: signals become a shutdown, a shutdown that hangs is cut short, and a fault of
 * our own switches the relays off before anything else. It decides how the process ends, never what the box plays.
 */
import type { RelayBank } from '../../../hw/ports.ts';
import type { Log } from '../log/log.ts';

/** Fade, drain and farewell fit in this; after it the relays are switched off and the process ends all the same. */
const STOP_WITHIN_MS = 5_000;
/** A board whose port hangs is left to whoever comes after this process: `safe-off`. */
const CLOSE_WITHIN_MS = 3_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface LifetimeParts {
  readonly relays: Pick<RelayBank, 'close'>;
  readonly log: Log;
  /** Asks the core to stop; it answers by `end`. */
  readonly shutdown: () => void;
}

export interface Lifetime {
  /** The exit status, once the relays are off. */
  readonly over: Promise<number>;
  /** The core stops: it is given so long, and `status` is what the process then ends with, in good order or not. */
  readonly leaving: (status: number) => void;
  /** The core has stopped in good order. */
  readonly end: () => void;
  /** A fault of our own. */
  readonly crash: (error: unknown) => void;
}

export const beginLifetime = ({ relays, log, shutdown }: LifetimeParts): Lifetime => {
  const { promise, resolve } = withResolvers<number>();
  let isOver = false;
  let isSignalled = false;
  let endStatus = 0;
  let deadline: NodeJS.Timeout | undefined;

  const finish = async (status: number): Promise<void> => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    try {
      await Promise.race([relays.close(), late()]);
    } catch (error) {
      log.write('fatal', 'relay.stuck', { reason: String(error) });
    }
    resolve(status);
  };
  const stop = (signal: string): void => {
    log.write('info', 'stopping', { signal });
    // A second signal is somebody who will not wait.
    if (isSignalled) {
      void finish(1);
      return;
    }
    isSignalled = true;
    expire(1);
    shutdown();
  };
  /** From now on. */
  const expire = (status: number): void => {
    deadline ??= setTimeout(() => {
      log.write('error', 'stop.late', { afterMs: STOP_WITHIN_MS });
      void finish(status);
    }, STOP_WITHIN_MS);
  };
  const crash = (error: unknown): void => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.write('fatal', 'crashed', { stack });
    void finish(1);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const leaving = (status: number): void => {
    endStatus = status;
    expire(status === 0 ? 1 : status);
  };
  return { over: promise, leaving, end: () => void finish(endStatus), crash };
};

/** Rejects when the relays have had their time. */
const late = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`no answer for ${CLOSE_WITHIN_MS / 1_000} s`));
    }, CLOSE_WITHIN_MS);
  });

const withResolvers = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
