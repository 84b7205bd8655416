/** A process that switches both relays of a Modbus board on and holds them: `node relay-holder.js PORT TIMED_ON_MS`. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { ModbusBank } from '../../../hw/relay/modbus/modbus-bank.ts';
import { COILS } from './relay-board.ts';

const [path = '', timedOnMs = ''] = process.argv.slice(2);
const bank = new ModbusBank({
  clock: new MonotonicClock(),
  path,
  baudRate: 9_600,
  address: 1,
  coils: COILS,
  timedOnMs: Number(timedOnMs),
});
await bank.open();
await bank.set('supply', true);
await bank.set('line', true);
process.send?.('held');
