/** A process that switches both GPIO relays on and dies by SIGKILL in the same breath: `node gpio-killed.js CHIP`. */
import { GpioBank } from '../../../hw/relay/gpio-bank.ts';

const [chip = ''] = process.argv.slice(2);
const bank = new GpioBank({ chip, offsets: { supply: 17, line: 27 }, isActiveLow: false });
await bank.open();
await bank.set('supply', true);
await bank.set('line', true);
process.kill(process.pid, 'SIGKILL');
