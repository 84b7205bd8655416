/** The head-end's front door: one announcement, from its source to the horns. Owns no connection and no key. */
import type { MqttClient } from 'mqtt';
import { BroadcastError } from './broadcast/broadcast-error.ts';
import { planBroadcast } from './broadcast/broadcast-plan.ts';
import { BroadcastRun } from './broadcast/broadcast-run.ts';
import type { Broadcast, BroadcastOptions } from './broadcast/broadcast.ts';
import { SYSTEM_CLOCK } from './pacing/head-end-clock.ts';

/**
 * Waits for the first frame of the source and for the link, announces, and goes on in the background. Nothing is announced
 * for a source that gives nothing. Closes the source where it throws.
 * @throws {BroadcastError} where an option is out of bounds, the source gives nothing, the sequence cannot be kept, or `signal`
 * was aborted before the announcement.
 */
export const speak = async (options: BroadcastOptions): Promise<Broadcast> => {
  const { source, client, signal } = options;
  try {
    const plan = planBroadcast(options);
    const first = await unlessAborted(source.next(), signal);
    if (first.is === 'end') {
      throw new BroadcastError(`nothing to announce: ${source.description} gives no sound`);
    }
    if (!client.connected) await unlessAborted(linkUp(client), signal);
    return await BroadcastRun.begin(options, plan, options.clock ?? SYSTEM_CLOCK, first);
  } catch (error) {
    await source.close();
    if (error instanceof BroadcastError) throw error;
    throw new BroadcastError(error instanceof Error ? error.message : String(error), {
      cause: error,
    });
  }
};

const linkUp = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => {
    client.once('connect', () => {
      resolve();
    });
  });

const unlessAborted = async <T>(
  wanted: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> => {
  if (!signal) return wanted;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(new BroadcastError('called off before it was announced'));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([wanted, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
};
