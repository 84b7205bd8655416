/**
 * A Modbus RTU relay board: asks it one thing at a time, again where nothing or nonsense comes back, and says in words what is
 * wrong with it. Knows coils and timed coils, not what hangs on them.
 */
import modbus from 'modbus-serial';
import { DeviceError } from '../../ports.ts';
import { SerialLine } from '../../serial-line.ts';
import { RtuPort } from './rtu-port.ts';

/** A board answers within a few ms; a USB adapter hands over what it has every 16 ms; at 2400 baud two frames take 67 ms. */
const ANSWER_WITHIN_MS = 200;
/** Of one request, where nothing or nonsense comes back. */
export const ATTEMPTS = 3;
/** `Flash ON` of Waveshare's relay boards: function 5 at this address plus the coil, the value in units of 100 ms. */
const TIMED_ON_ADDRESS = 0x0200;
export const TIMED_ON_UNIT_MS = 100;
const WRITE_COIL = 5;

export interface ModbusBoardOptions {
  readonly path: string;
  readonly baudRate: number;
  /** The board's address on the bus. */
  readonly address: number;
}

export class ModbusBoard {
  readonly #line: SerialLine;
  readonly #port: RtuPort;
  readonly #client: InstanceType<typeof modbus.default>;
  readonly #address: number;

  constructor({ path, baudRate, address }: ModbusBoardOptions) {
    this.#line = new SerialLine({ path, baudRate, setting: 'amplifier.port' });
    this.#port = new RtuPort(this.#line);
    this.#client = new modbus.default(this.#port);
    this.#client.setID(address);
    this.#client.setTimeout(ANSWER_WITHIN_MS);
    this.#address = address;
  }

  async switchCoil(coil: number, on: boolean): Promise<void> {
    await this.#ask(() => this.#client.writeCoil(coil, on));
  }

  /** The board itself opens it again after `ms`, counted anew by every such command. It is told up to `attempts` times. */
  async switchCoilFor(coil: number, ms: number, attempts = ATTEMPTS): Promise<void> {
    const address = TIMED_ON_ADDRESS + coil;
    const units = Math.round(ms / TIMED_ON_UNIT_MS);
    const data = [address >> 8, address & 0xff, units >> 8, units & 0xff];
    await this.#ask(() => this.#client.customFunction(WRITE_COIL, data), attempts);
  }

  /** How coils 0 to `count` - 1 stand. */
  async readCoils(count: number): Promise<readonly boolean[]> {
    const { data } = await this.#ask(() => this.#client.readCoils(0, count));
    return data;
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  /** @throws {DeviceError} where there is no port, or no right answer after some attempts. */
  async #ask<T>(request: () => Promise<T>, attempts = ATTEMPTS): Promise<T> {
    let said: unknown;
    let stranger: number | undefined;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (!this.#line.isOpen) await this.#open();
      try {
        return await request();
      } catch (error) {
        said = error;
        stranger = this.#port.stranger ?? stranger;
        // What it says no to once, it says no to again.
        if (isException(error)) break;
      }
    }
    throw this.#failure(said, stranger);
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.open((error?: Error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  #failure(said: unknown, stranger: number | undefined): DeviceError {
    const here = `the relay board at ${this.#line.path}`;
    if (stranger !== undefined) {
      return new DeviceError(
        `${here} answers as address ${stranger}, not as ${this.#address}`,
        `set amplifier.address = ${stranger}, or the switches on the board`,
      );
    }
    if (isException(said)) {
      return new DeviceError(
        `${here} refuses (${said.message})`,
        'set amplifier.supply and amplifier.line to coils that it has, and amplifier.timed_on_ms = 0 if it has no timed coils',
        { cause: said },
      );
    }
    return new DeviceError(
      `${here} does not answer as address ${this.#address}`,
      'check its power, the wires A and B, amplifier.baud and amplifier.address',
      { cause: said },
    );
  }
}

const isException = (error: unknown): error is Error =>
  error instanceof Error && 'modbusCode' in error;
