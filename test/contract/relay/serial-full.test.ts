/** A serial port whose far end takes nothing: what waits for it is bounded, is never said late, and the port is used again afterwards. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DeviceError } from '../../../hw/ports.ts';
import { SerialLine } from '../../../hw/serial-line.ts';
import { until } from '../broker/broker-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-full-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const skip = spawnSync('socat', ['-V']).status !== 0 && 'socat: a cable that is held up';
const FRAME = Uint8Array.from({ length: 8 }, (_, at) => at);
/** More than a terminal of the kernel holds. */
const FRAMES_MOST = 100_000;

test(
  'a port that takes nothing is given up, and answers again once it does',
  { skip },
  async () => {
    const path = join(folder, 'tty');
    const cable = spawn('socat', [`PTY,link=${path},raw,echo=0`, 'EXEC:cat']);
    after(() => cable.kill('SIGKILL'));
    await until(() => existsSync(path), 'the terminal');
    const line = new SerialLine({ path, baudRate: 9_600, setting: 'amplifier.port' });
    await line.open();
    cable.kill('SIGSTOP');
    let refused: unknown;
    let frames = 0;
    for (; refused === undefined && frames < FRAMES_MOST; frames++) {
      try {
        line.write(FRAME);
      } catch (error) {
        refused = error;
      }
      await new Promise(setImmediate);
    }
    assert.ok(refused instanceof DeviceError, `${frames} frames were taken`);
    assert.match(refused.message, /the serial port .*tty takes nothing/);
    assert.ok(!line.isOpen);
    cable.kill('SIGCONT');
    let isTrying = false;
    const openAgain = async (): Promise<void> => {
      isTrying = true;
      // The lock of before is let go in its own time.
      await line.open().catch(() => undefined);
      isTrying = false;
    };
    await until(() => {
      if (!line.isOpen && !isTrying) void openAgain();
      return line.isOpen;
    }, 'the port');
    let heard = '';
    line.onBytes = (bytes) => (heard += Buffer.from(bytes).toString('latin1'));
    line.write(Buffer.from('again'));
    await until(() => heard.endsWith('again'), 'an answer');
    await line.close();
  },
);
