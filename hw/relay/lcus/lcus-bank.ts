/**
 * The amplifier's relays on a simple serial board of the LCUS kind. The board acknowledges nothing, so every command is followed by
 * a question, and done when the board says so. It holds its relays without the agent: nothing but a command opens them.
 */
import { DeviceError, type RelayBank, type RelayName, type RelayReading } from '../../ports.ts';
import { SerialLine } from '../../serial-line.ts';
import { allOff } from '../all-off.ts';
import { CommandChain } from '../command-chain.ts';
import { LcusParser } from './lcus-parser.ts';
import { questionBytes, switchBytes } from './lcus-writer.ts';
import { cannotRead, cannotSwitch } from '../not-open.ts';

export interface LcusBankOptions {
  readonly path: string;
  readonly baudRate: number;
  /** From 1. */
  readonly channels: Readonly<Record<RelayName, number>>;
}

/** Eight lines of ten characters take 83 ms at 9600 baud. */
const ANSWER_WITHIN_MS = 200;
const ATTEMPTS = 3;

export class LcusBank implements RelayBank {
  readonly #line: SerialLine;
  readonly #channels: LcusBankOptions['channels'];
  readonly #parser = new LcusParser();
  readonly #commands = new CommandChain();
  /** By channel, what the question under way has brought. */
  readonly #heard = new Map<number, boolean>();
  #isAnswered: (() => void) | undefined;
  #isOpen = false;

  constructor({ path, baudRate, channels }: LcusBankOptions) {
    this.#line = new SerialLine({ path, baudRate, setting: 'amplifier.port' });
    this.#channels = channels;
    this.#line.onBytes = (bytes) => {
      for (const { channel, on } of this.#parser.take(bytes)) this.#heard.set(channel, on);
      if (this.#reading() !== undefined) this.#isAnswered?.();
    };
  }

  open(): Promise<void> {
    return this.#commands.add(async () => {
      await this.#allOff();
      this.#isOpen = true;
    });
  }

  set(relay: RelayName, on: boolean): Promise<void> {
    return this.#commands.add(async () => {
      if (!this.#isOpen) throw cannotSwitch(relay, on);
      await this.#switch(relay, on);
    });
  }

  read(): Promise<RelayReading> {
    return this.#commands.add(async () => {
      if (!this.#isOpen) throw cannotRead();
      return this.#ask();
    });
  }

  close(): Promise<void> {
    return this.#commands.add(async () => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      try {
        await this.#allOff();
      } finally {
        await this.#line.close();
      }
    });
  }

  #allOff(): Promise<void> {
    return allOff((relay, on) => this.#switch(relay, on));
  }

  /** Until the board says that it stands so; a command that was lost is given again. */
  async #switch(relay: RelayName, on: boolean): Promise<void> {
    const channel = this.#channels[relay];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await this.#line.open();
      this.#line.write(switchBytes({ channel, on }));
      const reading = await this.#ask();
      if (reading[relay] === on) return;
    }
    throw new DeviceError(
      `channel ${channel} of the relay board at ${this.#line.path} does not switch ${on ? 'on' : 'off'}`,
      'check the board: the contact may be welded, or its supply too weak',
    );
  }

  async #ask(): Promise<RelayReading> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await this.#line.open();
      this.#heard.clear();
      this.#parser.reset();
      this.#line.write(questionBytes());
      await this.#answered();
      const reading = this.#reading();
      if (reading !== undefined) return reading;
    }
    throw new DeviceError(
      `the relay board at ${this.#line.path} does not answer`,
      'check its cable, amplifier.baud, and that it is a board of the LCUS kind that tells how it stands',
    );
  }

  /** Resolves when both channels have been heard of, or their time is over. */
  #answered(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ANSWER_WITHIN_MS);
      this.#isAnswered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #reading(): RelayReading | undefined {
    const supply = this.#heard.get(this.#channels.supply);
    const line = this.#heard.get(this.#channels.line);
    return supply === undefined || line === undefined ? undefined : { supply, line };
  }
}
