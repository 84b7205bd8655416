/**
 * `make box-test`: the package on a whole machine, Debian 13 under a kernel of its own in QEMU, with relays that are seen from outside.
 * Usage: box-test.js PACKAGE.deb [brief]. Needs root, mmdebstrap, qemu-system-x86; exit status 1 where anything does not hold.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../house/tree.ts';
import { Machine } from './machine/machine.ts';
import { Outside } from './outside.ts';
import { trial } from './trial/trial.ts';

const KERNEL = join(ROOT, 'dist/box/kernel');
const SCRIPTS = join(ROOT, 'test/rig/box/machine');

const run = (script: string, ...words: string[]): void => {
  const { status } = spawnSync(join(SCRIPTS, script), words, { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
};

/** What programs that we began, and that have ended, had of the processor: `cutime` and `cstime` of proc(5), in hundredths. */
const hadS = (): number => {
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(13, 15);
  return (Number(user) + Number(system)) / 100;
};

const [deb, how] = process.argv.slice(2);
if (deb === undefined || (how !== undefined && how !== 'brief')) {
  console.error('Usage: box-test.js PACKAGE.deb [brief]');
  process.exit(2);
}
if (process.getuid?.() !== 0) {
  console.error('box-test: NOT TESTED: a root file system needs root');
  process.exit(1);
}
if (spawnSync('qemu-system-x86_64', ['--version']).error) {
  console.error('box-test: qemu-system-x86_64 is missing: apt install qemu-system-x86');
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const folder = mkdtempSync('/var/tmp/loa-box-');
const outside = await Outside.open(folder);
const disk = join(folder, 'disk');
let machine: Machine | undefined;
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
try {
  run('make-kernel', KERNEL);
  run('make-disk', deb, KERNEL, join(folder, 'given'), disk);
  const parts = { kernelFolder: KERNEL, disk, folder };
  const powerOn = async (): Promise<Machine> => (machine = await Machine.powerOn(parts));
  const say = (line: string): void => console.log(`box-test: ${line}`);
  const [beganMs, disksS] = [performance.now(), hadS()];
  await trial({ outside, powerOn, say, isBrief: how === 'brief' });
  await machine?.cutPower();
  const tookS = (performance.now() - beganMs) / 1e3;
  say(
    `all holds, in ${tookS.toFixed(0)} s, of which the machines had ${(hadS() - disksS).toFixed(0)} s of this host's processor`,
  );
} catch (error) {
  console.error(`box-test: FAILED: ${error instanceof Error ? error.message : String(error)}`);
  console.error(`The machine said:\n${machine?.said.last(60) ?? 'nothing'}`);
  process.exitCode = 1;
} finally {
  await machine?.cutPower();
  await outside.close();
}
