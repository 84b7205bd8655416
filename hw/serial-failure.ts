/** What goes wrong with a serial port, as a sentence about this box: the cause, and what to do about it. */
import { DeviceError } from './ports.ts';

/** @param setting the key of the configuration that names the port, as in `amplifier.port` */
export const cannotOpenPort = (path: string, setting: string, error: unknown): DeviceError => {
  const said = error instanceof Error ? error.message : String(error);
  const failure = (cause: string, remedy: string): DeviceError =>
    new DeviceError(cause, remedy, { cause: error });
  if (/no such file/i.test(said)) {
    return failure(
      `there is no serial port ${path}`,
      `plug the adapter in, or set ${setting} to one of /dev/serial/by-id/`,
    );
  }
  if (/permission denied|not permitted/i.test(said)) {
    return failure(
      `this user may not use the serial port ${path}`,
      'add the user to the group `dialout`: sudo usermod -aG dialout USER',
    );
  }
  if (/cannot lock|temporarily unavailable|busy/i.test(said)) {
    return failure(
      `another program holds the serial port ${path}`,
      `end that program (sudo fuser ${path} names it), or set ${setting} to another port`,
    );
  }
  if (/inappropriate ioctl|not a tty|ENOTTY/i.test(said)) {
    return failure(`${path} is not a serial port`, `set ${setting} to one of /dev/serial/by-id/`);
  }
  return failure(
    `the serial port ${path} cannot be opened (${said})`,
    'see that the adapter is plugged in, and plug it in again',
  );
};

export const portFull = (path: string): DeviceError =>
  new DeviceError(
    `the serial port ${path} takes nothing`,
    'see that the adapter is plugged in, and plug it in again',
  );

export const portGone = (path: string): DeviceError =>
  new DeviceError(`the serial port ${path} is gone`, 'plug the adapter in again');
