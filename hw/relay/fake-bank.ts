/**
 * Two relays that exist only in a journal. Honest: contacts take their time, one change after the other, and may refuse.
 * Knows nothing of amplifiers or of when a relay ought to be on.
 */
import { setTimeout as pass } from 'node:timers/promises';
import {
  type Clock,
  DeviceError,
  type RelayBank,
  type RelayName,
  type RelayReading,
} from '../ports.ts';
import { OFF_ORDER } from './all-off.ts';
import { CommandChain } from './command-chain.ts';
import { cannotRead, cannotSwitch } from './not-open.ts';
import { RelayJournal } from './relay-journal.ts';

export interface FakeBankOptions {
  readonly clock: Clock;
  /** One line for each change of a contact; both relays' `off` at every open. None: nothing is written. */
  readonly journalFile?: string | undefined;
  /** From the command to the contact. Default 0; a real relay takes 5 to 15. */
  readonly switchDelayMs?: number;
  /** Asked at every command; a sentence makes it fail, and the contact stays as it is. Default: nothing fails. */
  readonly fault?: (relay: RelayName, on: boolean) => string | undefined;
  /** Asked at every change; true: the command is taken, and the contact does not move. Default: every contact moves. */
  readonly sticks?: (relay: RelayName, on: boolean) => boolean;
}

export class FakeBank implements RelayBank {
  readonly #clock: Clock;
  readonly #journal: RelayJournal;
  readonly #switchDelayMs: number;
  readonly #fault: NonNullable<FakeBankOptions['fault']>;
  readonly #sticks: NonNullable<FakeBankOptions['sticks']>;
  readonly #closedContacts = new Set<RelayName>();
  #opened = false;
  readonly #commands = new CommandChain();

  constructor({ clock, journalFile, switchDelayMs = 0, fault, sticks }: FakeBankOptions) {
    this.#clock = clock;
    this.#journal = new RelayJournal(journalFile);
    this.#switchDelayMs = switchDelayMs;
    this.#fault = fault ?? (() => undefined);
    this.#sticks = sticks ?? (() => false);
  }

  open(): Promise<void> {
    return this.#commands.add(() => {
      this.#journal.open();
      // How the contacts stood before is not known, so both are said to be off whatever they were.
      for (const relay of OFF_ORDER) this.#switch(relay, false);
      this.#opened = true;
      return Promise.resolve();
    });
  }

  set(relay: RelayName, on: boolean): Promise<void> {
    return this.#commands.add(async () => {
      if (!this.#opened) throw cannotSwitch(relay, on);
      if (this.#closedContacts.has(relay) !== on) await this.#command(relay, on);
    });
  }

  read(): Promise<RelayReading> {
    return this.#commands.add(async () => {
      if (!this.#opened) throw cannotRead();
      return { supply: this.#closedContacts.has('supply'), line: this.#closedContacts.has('line') };
    });
  }

  close(): Promise<void> {
    return this.#commands.add(async () => {
      if (!this.#opened) return;
      this.#opened = false;
      const failures: unknown[] = [];
      for (const relay of this.#closedContacts) {
        // One that sticks does not keep the other on.
        await this.#command(relay, false).catch((error: unknown) => failures.push(error));
      }
      this.#journal.close();
      if (failures.length > 0) throw failures[0];
    });
  }

  async #command(relay: RelayName, on: boolean): Promise<void> {
    const reason = this.#fault(relay, on);
    if (reason !== undefined) {
      throw new DeviceError(
        `relay ${relay} did not switch ${shown(on)}: ${reason}`,
        'check the relay board',
      );
    }
    if (this.#switchDelayMs > 0) await pass(this.#switchDelayMs);
    this.#switch(relay, on);
  }

  #switch(relay: RelayName, on: boolean): void {
    if (this.#sticks(relay, on)) return;
    this.#journal.add({ atUs: this.#clock.nowUs(), relay, on });
    if (on) this.#closedContacts.add(relay);
    else this.#closedContacts.delete(relay);
  }
}

const shown = (on: boolean): string => (on ? 'on' : 'off');
