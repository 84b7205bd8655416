/** A process that switches both relays on and dies by SIGKILL in the same breath: `node relay-killed.js JOURNAL`. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { FakeBank } from '../../../hw/relay/fake-bank.ts';

const bank = new FakeBank({ clock: new MonotonicClock(), journalFile: process.argv[2] });
await bank.open();
await bank.set('supply', true);
await bank.set('line', true);
process.kill(process.pid, 'SIGKILL');
