/** A serial port as a stream of bytes, 8N1, for a person at its other end. It does not know what is said over it. */
import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { DeviceError } from '../ports.ts';
import { closeWhenHungUp } from '../serial-hung-up.ts';

export interface ConsolePortSettings {
  /** Device, such as `/dev/ttyAMA0`. */
  readonly path: string;
  readonly baudRate: number;
}

/** The stream closes when the port goes. @throws {DeviceError} where there is none, or somebody else has it. */
export const openConsolePort = ({ path, baudRate }: ConsolePortSettings): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, autoOpen: false, lock: true });
    port.open((error) => {
      if (error === null) {
        closeWhenHungUp(port);
        resolve(port);
      } else reject(new DeviceError(`cannot open ${path}: ${error.message}`, remedyOf(error)));
    });
  });

const remedyOf = ({ message }: Error): string => {
  if (/permission denied/i.test(message)) return 'put the user of the agent into the group dialout';
  if (/no such file/i.test(message)) return 'plug the adapter in, or correct console.port';
  return 'see that nothing else has the port, such as a getty: systemctl mask serial-getty@…';
};
