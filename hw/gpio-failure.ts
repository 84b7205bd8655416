/** What the kernel's codes about a GPIO line mean to whoever reads the log: a cause and a remedy. */
import { constants } from 'node:os';
import type { NativeGpio, NativeGpioRefused } from './native/load.ts';
import { DeviceError } from './ports.ts';

const { EACCES, EBUSY, EINVAL, ENODEV, ENOENT, ENOTTY, ENXIO, EPERM } = constants.errno;

export interface GpioPlace {
  readonly chip: string;
  readonly offset: number;
  /** The keys of the configuration that name the two, as in `amplifier.chip` and `amplifier.supply`. */
  readonly chipKey: string;
  readonly offsetKey: string;
}

/** Asks the kernel who holds a line that is taken, and how many there are of one that is not there. */
export const cannotHaveLine = (
  gpio: NativeGpio,
  place: GpioPlace,
  refused: NativeGpioRefused,
): DeviceError => {
  const { chip, offset, chipKey, offsetKey } = place;
  const code = -refused.code;
  if (refused.step === 'chip') return cannotHaveChip(chip, chipKey, code);
  switch (code) {
    case EBUSY: {
      const info = gpio.info(chip, offset);
      const holder =
        'consumer' in info && info.consumer !== '' ? `\`${info.consumer}\`` : 'someone';
      return new DeviceError(
        `line ${offset} of ${chip} is taken by ${holder}`,
        `end that program, or take that pin out of the device tree (gpioinfo lists them), or set ${offsetKey} to another`,
      );
    }
    case EINVAL: {
      const lines = gpio.lines(chip);
      if (lines >= 0 && offset >= lines) {
        return new DeviceError(
          `${chip} has no line ${offset}: it has ${lines}, from 0`,
          `set ${offsetKey} to one that gpioinfo lists; pins of a header have other numbers`,
        );
      }
      return new DeviceError(
        `line ${offset} of ${chip} cannot be used so`,
        `set ${offsetKey} to a line that can be an output, or an input with a pull-up`,
      );
    }
    case ENOTTY:
      return new DeviceError(
        `${chip} is no GPIO chip, or the kernel is older than 5.10`,
        `set ${chipKey} to one that gpiodetect lists`,
      );
    case EPERM:
      return new DeviceError(
        `line ${offset} of ${chip} is not for user programs`,
        `set ${offsetKey} to another`,
      );
    default:
      return lineFailed(chip, offset, refused.code);
  }
};

const cannotHaveChip = (chip: string, chipKey: string, code: number): DeviceError => {
  if (code === ENOENT || code === ENODEV || code === ENXIO) {
    return new DeviceError(
      `there is no GPIO chip ${chip}`,
      `set ${chipKey} to one that gpiodetect lists`,
    );
  }
  if (code === EACCES || code === EPERM) {
    return new DeviceError(
      `this user may not use the GPIO chip ${chip}`,
      'add the user to the group `gpio`, and see that a udev rule gives it the chip',
    );
  }
  return new DeviceError(
    `the GPIO chip ${chip} cannot be opened (${nameOf(code)})`,
    `check ${chipKey}`,
  );
};

/** A line that was had and does nothing any more. */
export const lineFailed = (chip: string, offset: number, code: number): DeviceError =>
  new DeviceError(
    -code === ENODEV
      ? `the GPIO chip ${chip} is gone`
      : `line ${offset} of ${chip} fails (${nameOf(-code)})`,
    'plug it in again, or see what the kernel says (dmesg)',
  );

const nameOf = (errno: number): string =>
  Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `errno ${errno}`;
