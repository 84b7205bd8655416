/** A process that says again whatever it is told by UDP, for `time-socket.test.ts`; ends with its parent. */
import { createSocket } from 'node:dgram';

const echo = createSocket('udp4').bind(0, '127.0.0.1', () => {
  process.send?.(echo.address().port);
});
echo.on('message', (bytes, from) => {
  echo.send(bytes, from.port, from.address);
});
process.once('disconnect', () => echo.close());
