/** The relays of the amplifier as the configuration has them: which bank, and where its relays hang. */
import type { RelayName } from '../core/vocabulary.ts';
import type { Say } from '../core/console/phrases/language.ts';
import { CONTRADICTION_PHRASES as SAYS } from './problem-phrases.ts';
import type { KeyName, Settings } from './keys.ts';

type Places = Readonly<Record<RelayName, number>>;

export type RelaysConfig =
  /** `journalFile`: where the fake bank writes what it switched, and when; absent: nowhere. */
  | { readonly bank: 'fake'; readonly journalFile?: string }
  | {
      readonly bank: 'gpio';
      readonly chip: string;
      readonly offsets: Places;
      readonly isActiveLow: boolean;
    }
  | {
      readonly bank: 'modbus';
      readonly path: string;
      readonly baudRate: number;
      readonly address: number;
      readonly coils: Places;
      /** 0: plain coils. */
      readonly timedOnMs: number;
    }
  | {
      readonly bank: 'serial';
      readonly path: string;
      readonly baudRate: number;
      readonly channels: Places;
    };

/** A coil of a Modbus board or a channel of a serial one is one of so many. */
const COIL_MAX = 63;
const CHANNELS = [1, 8] as const;

/** What a bank needs and does not have, as key and sentence. */
export const relayContradictions = (
  settings: Partial<Settings>,
  isNamed: (name: KeyName) => boolean,
): (readonly [KeyName, Say])[] => {
  const bank = settings['amplifier.relays'];
  if (bank === undefined || bank === 'fake') return [];
  const needed: readonly KeyName[] = [
    'amplifier.supply',
    'amplifier.line',
    ...(bank === 'gpio' ? [] : (['amplifier.port'] as const)),
  ];
  const found: (readonly [KeyName, Say])[] = needed
    .filter((name) => !isNamed(name))
    .map((name) => [name, SAYS.needsValue('amplifier.relays', bank)]);
  const { 'amplifier.supply': supply, 'amplifier.line': line } = settings;
  if (supply !== undefined && supply === line) {
    found.push(['amplifier.line', SAYS.samePlace(line)]);
  }
  for (const name of ['amplifier.supply', 'amplifier.line'] as const) {
    const place = settings[name];
    if (place === undefined) continue;
    if (bank === 'modbus' && place > COIL_MAX) {
      found.push([name, SAYS.notACoil(place, COIL_MAX)]);
    }
    if (bank === 'serial' && (place < CHANNELS[0] || place > CHANNELS[1])) {
      found.push([name, SAYS.notAChannel(place)]);
    }
  }
  return found;
};

/** Of settings that passed their checks. `from` makes a path absolute. */
export const relaysConfig = (settings: Settings, from: (path: string) => string): RelaysConfig => {
  const bank = settings['amplifier.relays'];
  if (bank === 'fake') {
    const journal = settings['amplifier.journal_file'];
    return { bank, ...(journal !== undefined && { journalFile: from(journal) }) };
  }
  const { 'amplifier.supply': supply, 'amplifier.line': line } = settings;
  if (supply === undefined || line === undefined) throw new Error('a bank without relays');
  const places = { supply, line };
  if (bank === 'gpio') {
    const isActiveLow = settings['amplifier.active_low'];
    return { bank, chip: settings['amplifier.chip'], offsets: places, isActiveLow };
  }
  const port = settings['amplifier.port'];
  if (port === undefined) throw new Error('a board without a port');
  const wire = { path: from(port), baudRate: settings['amplifier.baud'] };
  if (bank === 'serial') return { bank, ...wire, channels: places };
  const address = settings['amplifier.address'];
  return { bank, ...wire, address, coils: places, timedOnMs: settings['amplifier.timed_on_ms'] };
};
