/** `safe-off` by each bank: relays that somebody who died has left on, on GPIO lines and on boards of either kind, on a wire that is bad. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RelaysConfig } from '../../../agent/config/relays-config.ts';
import { nativeGpio } from '../../../hw/native/load.ts';
import { skipWithoutSocat } from '../../contract/relay/relay-board.ts';
import { buildChip, RigChip } from '../../rig/gpio-chip/rig-chip.ts';
import { BoardPort } from '../../rig/relay-board/board-port.ts';
import { LcusRelayBoard } from '../../rig/relay-board/lcus-relay-board.ts';
import { ModbusRelayBoard } from '../../rig/relay-board/modbus-relay-board.ts';

const SAFE_OFF = fileURLToPath(new URL('../../../agent/safe-off.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'loa-banks-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** Its exit status, and what it said. */
const safeOff = async (
  relays: RelaysConfig,
  environment: Record<string, string> = {},
): Promise<readonly [number | null, string]> => {
  const file = join(folder, `${relays.bank}.json`);
  writeFileSync(file, JSON.stringify(relays));
  const child = spawn(process.execPath, [SAFE_OFF, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return [status, said];
};

const places = { supply: 1, line: 2 };
const wire = { baudRate: 9_600 };

void test(
  'a Modbus board, the first answers of which are lost',
  { skip: skipWithoutSocat },
  async (t) => {
    const board = new ModbusRelayBoard({ hasTimedCoils: false });
    const port = await BoardPort.of(board);
    t.after(() => port.remove());
    for (const coil of [1, 2, 3]) board.coils.switch(coil, true);
    board.troubles.push('lost', 'noise-instead');
    const relays = { bank: 'modbus', path: port.path, ...wire, address: 1, timedOnMs: 0 } as const;
    assert.deepEqual(await safeOff({ ...relays, coils: places }), [0, '']);
    assert.deepEqual(
      [1, 2, 3].map((coil) => board.coils.isOn(coil)),
      [false, false, true],
      'and what is somebody else’s stays as it is',
    );
  },
);

void test('a board of the LCUS kind', { skip: skipWithoutSocat }, async (t) => {
  const board = new LcusRelayBoard();
  const port = await BoardPort.of(board);
  t.after(() => port.remove());
  for (const channel of [1, 2]) board.coils.switch(channel, true);
  const relays = { bank: 'serial', path: port.path, ...wire, channels: places } as const;
  assert.deepEqual(await safeOff(relays), [0, '']);
  assert.ok(!board.coils.isOn(1) && !board.coils.isOn(2));
});

void test(
  'a board that is deaf is said, in time for whoever waits',
  { skip: skipWithoutSocat },
  async (t) => {
    const board = new ModbusRelayBoard();
    board.isSilent = true;
    const port = await BoardPort.of(board);
    t.after(() => port.remove());
    const relays = { bank: 'modbus', path: port.path, ...wire, address: 1, timedOnMs: 0 } as const;
    const [status, said] = await safeOff({ ...relays, coils: places });
    assert.equal(status, 1);
    assert.match(
      said,
      /the relays \(modbus\) could not be switched off: .*does not answer as address 1/,
    );
  },
);

const built = buildChip();
void test(
  'GPIO lines, which the kernel leaves as they were',
  { skip: nativeGpio.absent ?? built.absent ?? false },
  async () => {
    const chip = new RigChip(join(folder, 'gpiochip0'));
    const environment = { LD_PRELOAD: built.library ?? '' };
    const killed = fileURLToPath(new URL('../../contract/relay/gpio-killed.js', import.meta.url));
    const { signal } = spawnSync(process.execPath, [killed, chip.path], {
      env: { ...process.env, ...environment },
    });
    assert.equal(signal, 'SIGKILL');
    const offsets = { supply: 17, line: 27 };
    assert.equal(chip.level(offsets.supply), 1, 'left on');
    const relays = { bank: 'gpio', chip: chip.path, offsets, isActiveLow: false } as const;
    assert.deepEqual(await safeOff(relays, environment), [0, '']);
    assert.deepEqual([chip.level(offsets.supply), chip.level(offsets.line)], [0, 0]);

    const [status, said] = await safeOff({ ...relays, chip: '/dev/gpiochip77' }, environment);
    assert.equal(status, 1);
    assert.match(said, /the relays \(gpio\) could not be switched off: there is no GPIO chip/);
  },
);
