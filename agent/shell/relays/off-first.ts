/**
 * The first thing that a box does: switches off the relays that it drove when it was last started, before it has read what it is to
 * drive now. It goes by what the last good start left (`known-relays.ts`), because reading and checking a configuration takes longer
 * than all of this. A box that was never started has nothing on; one without a service manager waits for its configuration.
 */
import { setTimeout as pass } from 'node:timers/promises';
import type { RelaysConfig } from '../../config/relays-config.ts';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import type { Clock, RelayBank } from '../../../hw/ports.ts';
import type { Environment } from '../store/left-behind.ts';
import { managedRelaysFile, recallRelays } from './known-relays.ts';
import { relayBankOf } from './relay-bank.ts';

/** A board that does not answer holds up nothing for longer; it is asked on meanwhile. */
const SAFE_WITHIN_MS = 150;

/** A bank that has been told to switch everything off, by what it was made of. */
export interface FoundRelays {
  readonly config: RelaysConfig;
  readonly bank: RelayBank;
}

/** Undefined where nothing is to be run, or nothing is known. */
export const offFirst = async (
  words: readonly string[],
  environment: Environment,
): Promise<FoundRelays | undefined> => {
  const file = words[0] === 'run' ? managedRelaysFile(environment) : undefined;
  const config = file === undefined ? undefined : recallRelays(file);
  if (config === undefined || config === 'broken') return undefined;
  return { config, bank: await toldOff(config, new MonotonicClock()) };
};

/** The bank that is configured, its relays told to go off: the one that was found, where it is the same. */
export const configuredOff = async (
  config: RelaysConfig,
  found: FoundRelays | undefined,
  clock: Clock,
): Promise<RelayBank> => {
  // Both were made by the same hand, so what is the same has the same text.
  if (found !== undefined && JSON.stringify(found.config) === JSON.stringify(config)) {
    return found.bank;
  }
  await leaveOff(found);
  return toldOff(config, clock);
};

/** They are wanted no longer. */
export const leaveOff = async (found: FoundRelays | undefined): Promise<void> => {
  await found?.bank.close().catch(() => undefined);
};

/** Where it could not be done, the core's first command tries again, and says why. */
const toldOff = async (config: RelaysConfig, clock: Clock): Promise<RelayBank> => {
  const bank = await relayBankOf(config, clock);
  await Promise.race([bank.open().catch(() => undefined), pass(SAFE_WITHIN_MS)]);
  return bank;
};
