/** A process that gives up its rights and asks for its relays: `node relay-refused.js PORT CHIP` prints what becomes of each. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { nativeGpio } from '../../../hw/native/load.ts';
import { describeFailure } from '../../../agent/shell/failure.ts';
import { GpioBank } from '../../../hw/relay/gpio-bank.ts';
import { LcusBank } from '../../../hw/relay/lcus/lcus-bank.ts';
import { ModbusBank } from '../../../hw/relay/modbus/modbus-bank.ts';
import type { RelayBank } from '../../../hw/ports.ts';
// Loaded while it may still be read.
import 'serialport';

const NOBODY = 65_534;
const [path = '', chip = ''] = process.argv.slice(2);
const places = { supply: 1, line: 2 };
const banks: readonly RelayBank[] = [
  new ModbusBank({
    ...{ clock: new MonotonicClock(), path, baudRate: 9_600, address: 1, timedOnMs: 700 },
    coils: places,
  }),
  new LcusBank({ path, baudRate: 9_600, channels: places }),
  ...(nativeGpio.part === undefined
    ? []
    : [new GpioBank({ chip, offsets: places, isActiveLow: false })]),
];
process.setgroups?.([NOBODY]);
process.setgid?.(NOBODY);
process.setuid?.(NOBODY);
for (const bank of banks) {
  const said = await bank.open().then(() => 'open', describeFailure);
  process.stdout.write(`${said}\n`);
}
