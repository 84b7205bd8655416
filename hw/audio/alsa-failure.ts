/** What ALSA's codes mean to whoever reads the log: a cause and a remedy. Knows nothing of what is done about them. */
import { constants } from 'node:os';
import type { NativeRefused } from '../native/load.ts';
import { DeviceError } from '../ports.ts';
import { inOneLine } from '../file-failure.ts';

const { EACCES, EBUSY, EINVAL, EIO, ENODEV, ENOENT, ENXIO, EPERM, EPIPE } = constants.errno;
/** `errno.h` of Linux: the machine slept. */
const ESTRPIPE = 86;

/** The card ran dry, or slept: it can be prepared and started again. */
export const hasStopped = (code: number): boolean => code === -EPIPE || code === -ESTRPIPE;

/** The card is there, but plays no single channel of 16 bit at 48 kHz by itself. */
export const isFormatRefused = ({ step }: NativeRefused): boolean =>
  ['access', 'format', 'channels', 'rate'].includes(step);

/** @param words the library's own, for what is not known here */
export const cannotOpen = (device: string, code: number, words: string): DeviceError => {
  switch (-code) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return new DeviceError(
        `there is no sound card \`${device}\` (${words})`,
        'connect it, or set audio.device to one that `aplay -L` lists',
      );
    case EBUSY:
      return new DeviceError(
        `another program holds the sound card \`${device}\``,
        'end that program, or set audio.device to another card',
      );
    case EACCES:
    case EPERM:
      return new DeviceError(
        `this user may not use the sound card \`${device}\``,
        'add the user to the group `audio`',
      );
    case EINVAL:
      return new DeviceError(
        `the sound card \`${device}\` does not play 16 bit at 48 kHz (${words})`,
        'set audio.device to one that does',
      );
    default:
      return new DeviceError(
        `the sound card \`${device}\` cannot be opened (${words})`,
        'see that it is connected and that `aplay` plays through it',
      );
  }
};

/** Why a card that was open plays no longer, in one line. */
export const brokeOff = (code: number, words: string): string => {
  const gone = [ENODEV, ENXIO, EIO].includes(-code);
  return inOneLine(
    new DeviceError(
      gone ? 'the sound card was unplugged' : `the sound card failed (${words})`,
      gone ? 'plug it in again' : 'see that it is connected and that `aplay` plays through it',
    ),
  );
};

export const UNPLUGGED = -ENODEV;
