/**
 * A process that switches the relays of a Modbus board as an amplifier's are, over and over, to be killed at any moment:
 * `node relay-cycler.js PORT TIMED_ON_MS`. Says `on` once both were on for the first time.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { ModbusBank } from '../../../hw/relay/modbus/modbus-bank.ts';

const [path = '', timedOnMs = '', supply = '', line = ''] = process.argv.slice(2);
const bank = new ModbusBank({
  clock: new MonotonicClock(),
  path,
  baudRate: 9_600,
  address: 1,
  coils: { supply: Number(supply), line: Number(line) },
  timedOnMs: Number(timedOnMs),
});
/** As the agent does: what fails is tried again. */
const sure = async (act: () => Promise<void>): Promise<void> => {
  for (;;) {
    const done = await act().then(
      () => true,
      () => false,
    );
    if (done) return;
  }
};

await sure(() => bank.open());
for (let turn = 0; ; turn += 1) {
  await sure(() => bank.set('supply', true));
  await pass(20);
  await sure(() => bank.set('line', true));
  if (turn === 0) process.send?.('on');
  await pass(400);
  await sure(() => bank.set('line', false));
  await sure(() => bank.set('supply', false));
  await pass(20);
}
