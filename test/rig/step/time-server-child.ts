/**
 * The rig's time server, as a process of its own, as a commune's gateway is: what the broker and the head-end do meanwhile does
 * not make its answers wait. Tells its parent where it is and what it goes by; ends with it.
 */
import { startTimeServer } from '../../../broker-sim/time/time-server.ts';
import { monotonicUs } from '../../../broker-sim/source/monotonic.ts';

const server = await startTimeServer({ skewPpm: Number(process.argv[2] ?? 0) });
process.send?.({ url: server.url, atUs: monotonicUs(), nowAt: server.nowAt() });
process.once('disconnect', () => void server.close());
