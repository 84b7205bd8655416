/** GPIO lines by the real addon, on a chip in user space that answers the kernel's ioctls: the suites run in a process that has it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nativeGpio } from '../../../hw/native/load.ts';
import { buildChip } from '../../rig/gpio-chip/rig-chip.ts';

const built = buildChip();

void it(
  'GPIO lines keep the contract of relays and of inputs',
  { skip: nativeGpio.absent ?? built.absent ?? false },
  () => {
    const suites = fileURLToPath(new URL('./gpio-lines.js', import.meta.url));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--enable-source-maps', '--test-reporter=spec', suites],
      { encoding: 'utf8', env: { ...env, LD_PRELOAD: built.library }, timeout: 60_000 },
    );
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    assert.ok(Number(/ℹ pass (\d+)/.exec(stdout)?.[1]) >= 20, stdout);
  },
);
