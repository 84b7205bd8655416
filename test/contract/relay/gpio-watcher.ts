/** A process that watches a line and has nothing else to do: `node gpio-watcher.js CHIP`. */
import { GPIO_FLAG, nativeGpio } from '../../../hw/native/load.ts';

const gpio = nativeGpio.part;
const [chip = ''] = process.argv.slice(2);
const answer = gpio?.request(chip, 5, 'button', GPIO_FLAG.input + GPIO_FLAG.risingEdge);
if (gpio === undefined || answer === undefined || !('line' in answer)) throw new Error('no line');
if (gpio.watch(answer.line, () => undefined) !== 0) throw new Error('no watch');
process.stdout.write('watching\n');
