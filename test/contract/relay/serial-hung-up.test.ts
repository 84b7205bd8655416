/** Serial cables pulled out while bytes come: a terminal of the kernel, with a program at its other end that is killed. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openConsolePort } from '../../../hw/serial/console-port.ts';
import { until } from '../broker/broker-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-hung-up-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const skip = spawnSync('socat', ['-V']).status !== 0 && 'socat: a cable to pull out';
/** Whether a read is under way at that moment is chance: without the mend, about every third. */
const PULLED = 12;

test(
  'a port whose cable is pulled out while bytes come is closed, each time',
  { skip },
  async () => {
    const path = join(folder, 'tty');
    for (let time = 1; time <= PULLED; time++) {
      const cable = spawn('socat', [`PTY,link=${path},raw,echo=0`, 'EXEC:yes']);
      await until(() => existsSync(path), 'the terminal');
      const port = await openConsolePort({ path, baudRate: 115_200 });
      let bytes = 0;
      let isClosed = false;
      port.once('close', () => (isClosed = true));
      port.on('data', (piece: Buffer) => (bytes += piece.length));
      await until(() => bytes > 0, 'bytes');
      cable.kill('SIGKILL');
      await until(() => isClosed, `the end of port ${time}`);
      rmSync(path, { force: true });
    }
  },
);
