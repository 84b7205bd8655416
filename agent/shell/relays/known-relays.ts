/**
 * Which relays this box drives, kept beside its store in a small file of its own, so that they can be switched off by whoever has no
 * configuration to read: it may be what broke. Where that file lies, and what it says. Knows no driver.
 */
import { join } from 'node:path';
import { managedFolder, textOf, type Environment } from '../store/left-behind.ts';
import type { RelaysConfig } from '../../config/relays-config.ts';

const BANKS: readonly string[] = [
  'fake',
  'gpio',
  'modbus',
  'serial',
] satisfies RelaysConfig['bank'][];

/**
 * Where a box keeps it. The one that a service manager runs keeps it in the folder that the manager gives it (`StateDirectory`), where
 * whoever comes after it looks, wherever its store is; any other beside its store and by the name of that, because two boxes may share
 * a folder.
 */
export const knownRelaysFile = (storeFile: string, environment: Environment): string =>
  managedRelaysFile(environment) ?? `${storeFile.replace(/\.json$/, '')}.relays.json`;

/** Where whoever knows no store looks. */
export const usualRelaysFile = (environment: Environment): string =>
  managedRelaysFile(environment) ?? '/var/lib/loa/relays.json';

/** Undefined where no service manager runs it. */
export const managedRelaysFile = (environment: Environment): string | undefined => {
  const folder = managedFolder('STATE_DIRECTORY', environment);
  return folder && join(folder, 'relays.json');
};

/** Undefined where no box has been started here yet; `broken` where the file says nothing that a bank is made of. */
export const recallRelays = (file: string): RelaysConfig | 'broken' | undefined => {
  const text = textOf(file);
  if (text === undefined) return undefined;
  try {
    const config = JSON.parse(text) as unknown;
    // Written by the agent alone, in a folder of its own: what names a bank has all that it needs.
    return isRelays(config) ? config : 'broken';
  } catch {
    // Cut short by a power cut of long ago, or edited by hand.
    return 'broken';
  }
};

const isRelays = (config: unknown): config is RelaysConfig =>
  typeof config === 'object' &&
  config !== null &&
  'bank' in config &&
  typeof config.bank === 'string' &&
  BANKS.includes(config.bank);
