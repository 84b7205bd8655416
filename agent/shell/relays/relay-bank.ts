/**
 * The relay bank that the configuration names, opened when it is first needed and tried again at every command until it can be:
 * a box whose board is missing goes on with all else. Loads the driver of that bank alone. Knows no rule of relays.
 */
import type { RelaysConfig } from '../../config/relays-config.ts';
import type { Clock, RelayBank, RelayName, RelayReading } from '../../../hw/ports.ts';

export const relayBankOf = async (config: RelaysConfig, clock: Clock): Promise<RelayBank> =>
  new SelfOpeningBank(await driverOf(config, clock));

const driverOf = async (config: RelaysConfig, clock: Clock): Promise<RelayBank> => {
  switch (config.bank) {
    case 'fake': {
      const { FakeBank } = await import('../../../hw/relay/fake-bank.ts');
      return new FakeBank({ ...config, clock });
    }
    case 'gpio': {
      const { GpioBank } = await import('../../../hw/relay/gpio-bank.ts');
      return new GpioBank(config);
    }
    case 'modbus': {
      const { ModbusBank } = await import('../../../hw/relay/modbus/modbus-bank.ts');
      return new ModbusBank({ ...config, clock });
    }
    case 'serial': {
      const { LcusBank } = await import('../../../hw/relay/lcus/lcus-bank.ts');
      return new LcusBank(config);
    }
  }
};

export class SelfOpeningBank implements RelayBank {
  readonly #bank: RelayBank;
  #isOpen = false;
  /** Nobody wants it any more: a command that comes late must not have it again, and switch it on. */
  #isClosed = false;
  #opening: Promise<void> | undefined;

  constructor(bank: RelayBank) {
    this.#bank = bank;
  }

  open(): Promise<void> {
    this.#isClosed = false;
    if (this.#isOpen) return Promise.resolve();
    // Who asks meanwhile waits for the same attempt.
    this.#opening ??= this.#bank
      .open()
      .then(() => {
        this.#isOpen = true;
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  async set(relay: RelayName, on: boolean): Promise<void> {
    if (!this.#isClosed) await this.open();
    await this.#bank.set(relay, on);
  }

  async read(): Promise<RelayReading> {
    if (!this.#isClosed) await this.open();
    return this.#bank.read();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    this.#isOpen = false;
    await this.#bank.close();
  }
}
