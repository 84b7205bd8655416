/** A user who may not have the port or the chip that the relays hang on: each bank says so, and which group would let it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nativeGpio } from '../../../hw/native/load.ts';
import { RigChip } from '../../rig/gpio-chip/rig-chip.ts';
import { BoardPort } from '../../rig/relay-board/board-port.ts';
import { ModbusRelayBoard } from '../../rig/relay-board/modbus-relay-board.ts';
import { skipWithoutSocat } from './relay-board.ts';

const skip =
  process.getuid?.() === 0 ? skipWithoutSocat : 'root: only root can become somebody else';

void it(
  'relays that this user may not have are a failure that names the group',
  { skip },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'loa-refused-'));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    chmodSync(folder, 0o755);
    const chip = new RigChip(join(folder, 'gpiochip0'));
    chmodSync(chip.path, 0o600);
    const port = await BoardPort.of(new ModbusRelayBoard());
    t.after(() => port.remove());
    // Its folder may be entered, or the port would not be there at all.
    chmodSync(join(port.path, '..'), 0o755);
    chmodSync(port.path, 0o600);
    const refused = fileURLToPath(new URL('./relay-refused.js', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [refused, port.path, chip.path], {
      encoding: 'utf8',
    });
    const said = stdout.trim().split('\n');
    const ofPort =
      /^this user may not use the serial port .*port: add the user to the group `dialout`: sudo usermod -aG dialout USER$/;
    assert.match(said[0] ?? '', ofPort, stderr);
    assert.match(said[1] ?? '', ofPort);
    if (nativeGpio.part === undefined) return;
    assert.match(
      said[2] ?? '',
      /^this user may not use the GPIO chip .*gpiochip0: add the user to the group `gpio`/,
    );
  },
);
