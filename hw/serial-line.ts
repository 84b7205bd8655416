/**
 * One serial port, 8N1: bytes out, bytes in, and opened anew when it is wanted after its adapter was pulled out. It knows
 * nothing of what the bytes mean, and of no answer.
 */
import type { SerialPort } from 'serialport';
import { cannotOpenPort, portFull, portGone } from './serial-failure.ts';
import { closeWhenHungUp } from './serial-hung-up.ts';

export interface SerialLineOptions {
  readonly path: string;
  readonly baudRate: number;
  /** The key of the configuration that names the port. */
  readonly setting: string;
}

/**
 * What the kernel has not taken yet: a command and its question, and what is repeated of them. An adapter that takes no more is given up, and
 * what it was told with it: said seconds later, it would close a relay that nobody wants any more.
 */
const WAITING_BYTES_MAX = 64;

export class SerialLine {
  readonly #options: SerialLineOptions;
  #port: SerialPort | undefined;
  /** Takes what comes in, in pieces as they come. */
  onBytes: (bytes: Uint8Array) => void = () => undefined;

  constructor(options: SerialLineOptions) {
    this.#options = options;
  }

  get path(): string {
    return this.#options.path;
  }

  get isOpen(): boolean {
    return this.#port?.isOpen ?? false;
  }

  /** Idempotent. @throws {DeviceError} where there is no such port, or it cannot be had. */
  async open(): Promise<void> {
    if (this.isOpen) return;
    const { path, baudRate, setting } = this.#options;
    // Only a box with a board pays for loading it. As a package of the older kind it has one export for sure, in a bundle as without.
    const { default: serialport } = await import('serialport');
    const { SerialPort } = serialport;
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    port.on('data', (bytes: Uint8Array) => {
      this.onBytes(bytes);
    });
    // What becomes of a request, its time-out says; what becomes of the port, `close` does.
    port.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (error) return reject(cannotOpenPort(path, setting, error));
        closeWhenHungUp(port);
        resolve();
      });
    });
    this.#port = port;
  }

  /** Hands the bytes to the kernel. @throws {DeviceError} where the port is gone, or takes nothing: then it is closed. */
  write(bytes: Uint8Array): void {
    const port = this.#port;
    if (port?.isOpen !== true) throw portGone(this.path);
    if (port.writableLength + bytes.length > WAITING_BYTES_MAX) {
      void this.close();
      throw portFull(this.path);
    }
    port.write(bytes);
  }

  /** Idempotent. */
  close(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    if (port?.isOpen !== true) return Promise.resolve();
    return new Promise((resolve) => {
      // A port that is pulled out in this moment is closed as well.
      port.close(() => {
        resolve();
      });
    });
  }
}
