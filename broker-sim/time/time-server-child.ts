/** A village's time server in a process of its own. Tells its parent where it is, and ends with it. */
import { startTimeServer } from './time-server.ts';

const server = await startTimeServer();
process.send?.({ url: server.url });
process.once('disconnect', () => void server.close());
// Ctrl-C is the parent's to answer; its end is ours.
process.on('SIGINT', () => undefined);
