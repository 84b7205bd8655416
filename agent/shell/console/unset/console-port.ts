/**
 * On which serial port a box is to be found that was never told: the first UART of the board that nobody else speaks on. An adapter
 * on USB is never guessed: a relay board or a modem may hang there.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';

/** A Raspberry Pi's own name for its header, then UARTs as the kernel numbers them. */
const CANDIDATES = ['/dev/serial0', '/dev/ttyAMA0', '/dev/ttyS0'] as const;

export interface PortsOfMachine {
  /** The device itself, behind any link; undefined where there is none. */
  readonly resolve: (path: string) => string | undefined;
  /** `/proc/consoles`: where the kernel speaks, and a getty with it. */
  readonly kernelConsoles: string;
}

/** `taken`: ports that are something else's, such as a relay board's. */
export const usualPort = (
  { resolve, kernelConsoles }: PortsOfMachine,
  taken: readonly string[],
): string | undefined => {
  const kernels = kernelConsoles.split('\n').map((line) => line.split(/\s/)[0]);
  const others = taken.map((path) => resolve(path) ?? path);
  return CANDIDATES.find((candidate) => {
    const device = resolve(candidate);
    if (device === undefined || others.includes(device)) return false;
    return !kernels.includes(basename(device));
  });
};

export const portsOfThisMachine = (): PortsOfMachine => ({
  resolve: (path) => (existsSync(path) ? realpathSync(path) : undefined),
  kernelConsoles: consoles(),
});

const consoles = (): string => {
  try {
    return readFileSync('/proc/consoles', 'utf8');
  } catch {
    // Not told here: then no port is known to be the kernel's.
    return '';
  }
};
