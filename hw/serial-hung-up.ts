/**
 * A serial port whose cable is pulled closes. `serialport` notices that only while it waits for bytes: a read that was under way gives
 * 0 bytes from then on (a terminal that was hung up), and it reads again at once, for ever, in full haste.
 */
import type { SerialPort } from 'serialport';

interface Poller {
  once(event: 'disconnect', heard: (error: Error | null) => void): unknown;
}

/** Of a port that is open. Closing it by other hands is no hanging up. */
export const closeWhenHungUp = (port: SerialPort): void => {
  const poller = (port.port as { readonly poller?: Poller } | undefined)?.poller;
  poller?.once('disconnect', () => {
    if (port.isOpen && !port.closing) port.close();
  });
};
