/** Contacts, sensors and lamp of the box as the configuration names them: reads them in time and posts what they say. Decides nothing. */
import { FileContacts } from '../../hw/body/file-contacts.ts';
import { GpioContacts } from '../../hw/body/gpio-contacts.ts';
import { SysfsLamp } from '../../hw/body/sysfs-lamp.ts';
import { SysfsSensors } from '../../hw/body/sysfs-sensors.ts';
import { nativeGpio } from '../../hw/native/load.ts';
import type { ContactInputs, Lamp } from '../../hw/ports.ts';
import type { BodyDevicesConfig, ContactsConfig } from '../config/body-config.ts';
import type { Input } from '../core/input.ts';
import { CONTACTS } from '../core/vocabulary.ts';
import { describeFailure } from './failure.ts';
import type { Log } from './log/log.ts';

export const lampOf = ({ lampFolder }: BodyDevicesConfig): Lamp =>
  lampFolder === undefined ? { show: () => undefined } : new SysfsLamp(lampFolder);

export interface BodyWatch {
  /** Reads them all now, and posts what they say. */
  readonly look: () => Promise<void>;
  readonly close: () => void;
}

/** Posts from now on. */
export const watchBody = (
  config: BodyDevicesConfig,
  post: (input: Input) => void,
  log: Pick<Log, 'write'>,
): BodyWatch => {
  const contacts = contactsOf(config.contacts, log);
  const sensors = new SysfsSensors(config.sensors);
  const hasSensors = Object.keys(config.sensors).length > 0;
  const tellContacts = (): void => {
    if (contacts !== undefined) post({ on: 'contacts', levels: contacts.read() });
  };
  const tellSensors = async (): Promise<void> => {
    if (hasSensors) post({ on: 'sensors', readings: await sensors.read() });
  };
  const look = (): Promise<void> => {
    tellContacts();
    return tellSensors();
  };
  contacts?.watch(tellContacts);
  void look();
  const needsLooks = contacts !== undefined || hasSensors;
  const timer = needsLooks ? setInterval(() => void look(), config.sensorsEveryMs) : undefined;
  return {
    look,
    close: () => {
      clearInterval(timer);
      contacts?.close();
    },
  };
};

const contactsOf = (config: ContactsConfig, log: Pick<Log, 'write'>): ContactInputs | undefined => {
  if (config.from === 'nowhere') return undefined;
  if (config.from === 'folder') return new FileContacts(config.folder);
  const { chip, offsets, isActiveLow } = config;
  const gpio = nativeGpio.part;
  const told = new Set<string>();
  const failed = (reason: string): void => {
    // The same line says the same at every reading.
    if (told.has(reason)) return;
    told.add(reason);
    log.write('error', 'contact.failed', { reason });
  };
  if (gpio === undefined) {
    failed(`the contacts cannot be had: ${nativeGpio.absent ?? ''}`);
    return unreadable(CONTACTS.filter((name) => offsets[name] !== undefined));
  }
  const tell = (error: unknown): void => {
    failed(describeFailure(error));
  };
  return new GpioContacts({ gpio, chip, offsets, isActiveLow, failed: tell });
};

/** Contacts that are configured and cannot be read: the kill switch then counts as thrown. */
const unreadable = (names: readonly string[]): ContactInputs => ({
  read: () => Object.fromEntries(names.map((name) => [name, null])),
  watch: () => undefined,
  close: () => undefined,
});
