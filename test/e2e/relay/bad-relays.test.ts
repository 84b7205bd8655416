/** Whatever is wrong with the relays of a box: one clear line that says what to do, and all else of the box goes on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { SerialLine } from '../../../hw/serial-line.ts';
import { nativeGpio } from '../../../hw/native/load.ts';
import { skipWithoutSocat } from '../../contract/relay/relay-board.ts';
import { buildChip, RigChip } from '../../rig/gpio-chip/rig-chip.ts';
import { BoardPort } from '../../rig/relay-board/board-port.ts';
import { ModbusRelayBoard } from '../../rig/relay-board/modbus-relay-board.ts';
import type { BoxSettings, BoxUnderTest } from '../box-under-test.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const FRAMES = 100;
const SILENT = { audio: { sink: 'null' } };

interface Trouble {
  readonly id: string;
  readonly settings: Partial<BoxSettings>;
  readonly says: RegExp;
}

/** All of them hear one announcement, and say what is wrong with their relays beside it. */
const assertAllGoOn = async (
  village: SmallVillage,
  troubles: readonly Trouble[],
): Promise<void> => {
  const boxes = troubles.map(({ id, settings, says }): [BoxUnderTest, RegExp, string] => [
    village.startBox({ ...SILENT, id, ...settings }),
    says,
    id,
  ]);
  for (const [box] of boxes) await box.event('link.up', 20_000);
  const broadcast = await village.speak(FRAMES);
  for (const [box, says, id] of boxes) {
    const { reason } = await box.event('relay.failed', 20_000);
    assert.match(String(reason), says, id);
    const ended = await box.event('announcement.ended', 20_000);
    assert.equal(ended['why'], 'complete', id);
  }
  await broadcast.done;
  await Promise.all(boxes.map(([box]) => box.stop()));
};

void test('a serial port', { skip: skipWithoutSocat }, async (t) => {
  const village = await buildSmallVillage(t);
  const port = async (board = new ModbusRelayBoard()): Promise<string> => {
    const wired = await BoardPort.of(board);
    t.after(() => wired.remove());
    return wired.path;
  };
  const held = await port();
  const stranger = new ModbusRelayBoard();
  for (let answer = 0; answer < 1_000; answer += 1) stranger.troubles.push('another-address');
  const holder = new SerialLine({ path: held, baudRate: 9_600, setting: 'amplifier.port' });
  await holder.open();
  t.after(() => holder.close());
  const board = (path: string): Partial<BoxSettings> => ({
    amplifier: { relays: 'modbus', port: path, supply: 0, line: 1 },
  });
  await assertAllGoOn(village, [
    {
      id: 'missing',
      settings: board(join(village.folder, 'no-port')),
      says: /there is no serial port .*no-port: plug the adapter in, or set amplifier\.port to/,
    },
    {
      id: 'held',
      settings: board(held),
      says: /another program holds the serial port .*: end that program \(sudo fuser .* names it\)/,
    },
    {
      id: 'no-port',
      settings: board('/dev/null'),
      says: /\/dev\/null is not a serial port: set amplifier\.port to one of/,
    },
    {
      id: 'stranger',
      settings: board(await port(stranger)),
      says: /answers as address 2, not as 1: set amplifier\.address = 2, or the switches on the board/,
    },
  ]);
});

const chip = buildChip();
void test('a GPIO chip', { skip: nativeGpio.absent ?? chip.absent ?? false }, async (t) => {
  const village = await buildSmallVillage(t);
  const rig = new RigChip(join(village.folder, 'gpiochip0'));
  const environment = { LD_PRELOAD: chip.library ?? '' };
  const lines = (supply: number, line: number, path = rig.path): Partial<BoxSettings> => ({
    environment,
    amplifier: { relays: 'gpio', chip: path, supply, line },
  });
  const good = village.startBox({ ...SILENT, id: 'good', ...lines(17, 27) });
  await good.event('started');
  await assertAllGoOn(village, [
    {
      id: 'taken',
      settings: lines(4, 27),
      says: /line 27 of .* is taken by `loa line`: end that program, or .* set amplifier\.line/,
    },
    {
      id: 'unknown-pin',
      settings: lines(99, 5),
      says: /has no line 99: it has 32, from 0: set amplifier\.supply to one that gpioinfo lists/,
    },
    {
      id: 'no-chip',
      settings: lines(17, 27, '/dev/gpiochip77'),
      says: /there is no GPIO chip \/dev\/gpiochip77: set amplifier\.chip to one that gpiodetect/,
    },
  ]);
  await good.switched({ relay: 'line', on: true });
  const heard = rig.changes.filter(({ offset }) => offset === 17);
  assert.deepEqual(
    heard.map(({ level }) => level).slice(0, 1),
    [1],
    'the one that holds them plays',
  );
  assert.equal(await good.stop(), 0);
  assert.deepEqual([rig.level(17), rig.level(27)], [0, 0]);
});
