/**
 * The amplifier's relays on a Modbus RTU board. Where the board has timed coils, a relay is held by arming a short time again and
 * again: when this process dies or hangs, nobody arms it, and the board opens it by itself. It decides nothing: a relay that
 * could not be armed in time is let go, and closed again by whoever commands it.
 *
 *     set on   |--- timed on ---|
 *                   |--- again ----|
 *                        |--- again ----|          killed here: off within one timed on
 */
import type { Clock, RelayBank, RelayName, RelayReading } from '../../ports.ts';
import { allOff } from '../all-off.ts';
import { CommandChain } from '../command-chain.ts';
import { ATTEMPTS, ModbusBoard, type ModbusBoardOptions } from './modbus-board.ts';
import { cannotRead, cannotSwitch } from '../not-open.ts';

export interface ModbusBankOptions extends ModbusBoardOptions {
  readonly clock: Clock;
  readonly coils: Readonly<Record<RelayName, number>>;
  /** For how long the board holds a relay that is not armed again, in units of 100 ms; 0: it has plain coils. */
  readonly timedOnMs: number;
}

/** Two attempts may fail, and the third still comes in time. */
const ARMINGS_PER_TIME = 3;
const US_PER_MS = 1_000;

export class ModbusBank implements RelayBank {
  readonly #board: ModbusBoard;
  readonly #clock: Clock;
  readonly #coils: ModbusBankOptions['coils'];
  readonly #timedOnMs: number;
  readonly #commands = new CommandChain();
  /** Timed relays that are on, and when the board opens each. */
  readonly #heldUntilUs = new Map<RelayName, number>();
  #timer: NodeJS.Timeout | undefined;
  #isArming = false;
  #isOpen = false;

  constructor(options: ModbusBankOptions) {
    this.#board = new ModbusBoard(options);
    this.#clock = options.clock;
    this.#coils = options.coils;
    this.#timedOnMs = options.timedOnMs;
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
      if (on && this.#timedOnMs > 0) await this.#arm(relay);
      else await this.#switch(relay, on);
    });
  }

  read(): Promise<RelayReading> {
    return this.#commands.add(async () => {
      if (!this.#isOpen) throw cannotRead();
      const { supply, line } = this.#coils;
      const standing = await this.#board.readCoils(Math.max(supply, line) + 1);
      return { supply: standing[supply], line: standing[line] };
    });
  }

  close(): Promise<void> {
    return this.#commands.add(async () => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      try {
        await this.#allOff();
      } finally {
        await this.#board.close();
      }
    });
  }

  #allOff(): Promise<void> {
    return allOff((relay, on) => this.#switch(relay, on));
  }

  async #switch(relay: RelayName, on: boolean): Promise<void> {
    this.#heldUntilUs.delete(relay);
    this.#keepTime();
    await this.#board.switchCoil(this.#coils[relay], on);
  }

  async #arm(relay: RelayName, attempts?: number): Promise<void> {
    // Counted from before the command, so that it is never thought to be on when it is not.
    const fromUs = this.#clock.nowUs();
    await this.#board.switchCoilFor(this.#coils[relay], this.#timedOnMs, attempts);
    this.#heldUntilUs.set(relay, fromUs + this.#timedOnMs * US_PER_MS);
    this.#keepTime();
  }

  /** The timer runs while there is something to hold. */
  #keepTime(): void {
    if (this.#heldUntilUs.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setInterval(() => {
        void this.#armAgain();
      }, this.#timedOnMs / ARMINGS_PER_TIME);
    }
  }

  async #armAgain(): Promise<void> {
    if (this.#isArming) return;
    this.#isArming = true;
    for (const relay of this.#heldUntilUs.keys()) {
      await this.#commands.add(() => this.#holdOn(relay));
    }
    this.#isArming = false;
  }

  async #holdOn(relay: RelayName): Promise<void> {
    const untilUs = this.#heldUntilUs.get(relay);
    if (untilUs === undefined) return;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (this.#clock.nowUs() >= untilUs) {
        // The board has opened it. To close it now would put the line onto an amplifier that is cold.
        this.#heldUntilUs.delete(relay);
        this.#keepTime();
        return;
      }
      // One by one, so that none leaves too late. Whoever reads the relays learns of what fails.
      const isArmed = await this.#arm(relay, 1).then(
        () => true,
        () => false,
      );
      if (isArmed) return;
    }
  }
}
