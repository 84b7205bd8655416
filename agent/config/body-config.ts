/** The box itself as the configuration has it: where its contacts and sensors hang, and what their values mean. */
import type { Say } from '../core/console/phrases/language.ts';
import type { BodyConfig } from '../core/receiver-config.ts';
import { CONTACTS, type ContactName, type SensorReadings } from '../core/vocabulary.ts';
import { CONTRADICTION_PHRASES } from './problem-phrases.ts';
import type { KeyName, Settings } from './keys.ts';

/** A file with one number, and what to multiply it by. */
export interface SensorFile {
  readonly file: string;
  readonly scale: number;
}

export interface BodyDevicesConfig {
  readonly sensors: Readonly<Partial<Record<keyof SensorReadings, SensorFile>>>;
  readonly sensorsEveryMs: number;
  readonly contacts: ContactsConfig;
  /** A LED of the kernel's, absent: there is none. */
  readonly lampFolder?: string;
  /** Absent: nothing measures the mobile signal. */
  readonly signalFile?: string;
}

export type ContactsConfig =
  | { readonly from: 'nowhere' }
  | { readonly from: 'folder'; readonly folder: string }
  | {
      readonly from: 'gpio';
      readonly chip: string;
      readonly isActiveLow: boolean;
      readonly offsets: Readonly<Partial<Record<ContactName, number>>>;
    };

export const bodyConfig = (settings: Settings): BodyConfig => ({
  thermal: {
    derateFromC: settings['sensors.derate_from_c'],
    offFromC: settings['sensors.off_from_c'],
  },
  ...(settings['sensors.line_file'] !== undefined && {
    speakerLine: {
      shortBelow: settings['sensors.line_short_below'],
      openAbove: settings['sensors.line_open_above'],
    },
  }),
});

/** Of settings that passed their checks. `from` makes a path absolute. */
export const bodyDevicesConfig = (
  settings: Settings,
  from: (path: string) => string,
): BodyDevicesConfig => {
  const sensor = (file: string | undefined, scale: number): SensorFile | undefined =>
    file === undefined ? undefined : { file: from(file), scale };
  const temperatureC = sensor(settings['sensors.temperature_file'], 0.001);
  const supplyV = sensor(settings['sensors.supply_file'], settings['sensors.supply_scale']);
  const currentA = sensor(settings['sensors.current_file'], settings['sensors.current_scale']);
  const line = sensor(settings['sensors.line_file'], settings['sensors.line_scale']);
  const lamp = settings['inputs.lamp'];
  const signal = settings['sensors.signal_file'];
  return {
    sensors: {
      ...(temperatureC && { temperatureC }),
      ...(supplyV && { supplyV }),
      ...(currentA && { currentA }),
      ...(line && { line }),
    },
    sensorsEveryMs: settings['sensors.every_s'] * 1_000,
    contacts: contactsConfig(settings, from),
    ...(lamp !== undefined && { lampFolder: from(lamp) }),
    ...(signal !== undefined && { signalFile: from(signal) }),
  };
};

const contactsConfig = (settings: Settings, from: (path: string) => string): ContactsConfig => {
  const folder = settings['inputs.folder'];
  if (folder !== undefined) return { from: 'folder', folder: from(folder) };
  const named = CONTACTS.flatMap((contact) => {
    const offset = settings[`inputs.${contact}`];
    return offset === undefined ? [] : [[contact, offset] as const];
  });
  if (named.length === 0) return { from: 'nowhere' };
  return {
    from: 'gpio',
    chip: settings['inputs.chip'],
    isActiveLow: settings['inputs.active_low'],
    offsets: Object.fromEntries(named),
  };
};

/** Thresholds that are the wrong way round, as key and sentence. */
export const bodyContradictions = (settings: Partial<Settings>): (readonly [KeyName, Say])[] => {
  const found: (readonly [KeyName, Say])[] = [];
  const isBelow = (low: KeyName, high: KeyName): void => {
    const [least, most] = [settings[low], settings[high]];
    if (typeof least !== 'number' || typeof most !== 'number' || least < most) return;
    found.push([high, CONTRADICTION_PHRASES.tooSmall(most, low, least)]);
  };
  isBelow('sensors.derate_from_c', 'sensors.off_from_c');
  isBelow('sensors.line_short_below', 'sensors.line_open_above');
  return found;
};
