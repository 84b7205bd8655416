/** Keeps the serial port open for a technician: tried again for as long as the agent runs, because adapters come and go. */
import type { Duplex } from 'node:stream';
import type { ConsolePortSettings } from '../../../../hw/serial/console-port.ts';
import { describeFailure } from '../../failure.ts';
import type { Log } from '../../log/log.ts';
import type { Seat } from './seat.ts';

const AGAIN_MS = 1_000;

/** Answers what ends it. */
export const keepSerialPort = (
  settings: ConsolePortSettings,
  seat: Seat,
  log: Pick<Log, 'write'>,
): (() => void) => {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let port: Duplex | undefined;
  /** Said once, until it works again. */
  let said = '';

  const again = (): void => {
    if (!isOver) timer = setTimeout(() => void open(), AGAIN_MS);
  };
  const open = async (): Promise<void> => {
    try {
      // Loaded where it is wanted: it brings a native module with it.
      const { openConsolePort } = await import('../../../../hw/serial/console-port.ts');
      port = await openConsolePort(settings);
      if (isOver) return void port.destroy();
      said = '';
      port.once('close', again);
      seat(port, { where: settings.path, manner: 'line', first: Buffer.alloc(0) });
    } catch (error) {
      const reason = describeFailure(error);
      if (reason !== said) log.write('warn', 'console.no-port', { port: settings.path, reason });
      said = reason;
      again();
    }
  };
  void open();
  return () => {
    isOver = true;
    clearTimeout(timer);
    port?.destroy();
  };
};
