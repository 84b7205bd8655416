/** How a process ends whose thread pool holds it: a disk that hangs, here a named pipe that nobody opens at its other end. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'loa-leave-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const LEAVE = new URL('../../../agent/shell/process/leave.js', import.meta.url).href;
const REBOOT = 90;

/** Answers its exit status, or the signal that it ended by. */
const ends = async (status: number, isHeld: boolean): Promise<number | string> => {
  const pipe = join(folder, `pipe-${status}-${isHeld}`);
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  const hold = isHeld ? `open(${JSON.stringify(pipe)}, 'r', () => undefined);` : '';
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { open } from 'node:fs';
     import { leave } from ${JSON.stringify(LEAVE)};
     ${hold}
     await leave(${status}, ${REBOOT});`,
  ]);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? 'neither';
};

describe('a process', () => {
  for (const status of [0, 1, REBOOT]) {
    test(`that nothing holds ends by ${status}`, async () => {
      assert.equal(await ends(status, false), status);
    });
  }

  for (const [status, signal, what] of [
    [0, 'SIGTERM', 'a clean end'],
    [1, 'SIGKILL', 'none'],
    [REBOOT, 'SIGUSR2', 'that the machine is to be started again'],
  ] as const) {
    test(`that hangs ends by ${signal} in place of ${status}, which its service takes for: ${what}`, async () => {
      assert.equal(await ends(status, true), signal);
    });
  }
});
