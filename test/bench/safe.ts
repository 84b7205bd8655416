/** From the start of the agent's process to both relays commanded off: in the journal of the fake bank, and on a Modbus board. */
import { setTimeout as pass } from 'node:timers/promises';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import { BoardPort } from '../rig/relay-board/board-port.ts';
import { ModbusRelayBoard } from '../rig/relay-board/modbus-relay-board.ts';
import { median, type Figure } from './measure.ts';

const STARTS = 10;

export const measureSafe = async (ending: Ending): Promise<Figure[]> => {
  const village = await buildSmallVillage(ending);
  const fakeMs: number[] = [];
  const boardMs: number[] = [];
  const board = new ModbusRelayBoard();
  const port = await BoardPort.of(board);
  ending.after(() => port.remove());
  for (let start = 0; start < STARTS; start += 1) {
    const fromUs = Number(process.hrtime.bigint()) / 1e3;
    const box = village.startBox({ id: `fake-${start}`, audio: { sink: 'null' } });
    await box.event('started');
    const off = box.relays()[1];
    fakeMs.push(((off?.atUs ?? Infinity) - fromUs) / 1e3);
    await box.stop();
    // An amplifier that was left on, as a killed agent leaves plain coils.
    board.coils.switch(0, true);
    board.coils.switch(1, true);
    const fromMs = performance.now();
    const wired = village.startBox({
      id: `board-${start}`,
      audio: { sink: 'null' },
      amplifier: { relays: 'modbus', port: port.path, supply: 0, line: 1 },
    });
    while (board.coils.isOn(0) || board.coils.isOn(1)) await pass(1);
    boardMs.push(performance.now() - fromMs);
    await wired.event('started');
    await wired.stop();
  }
  return [
    {
      name: 'start to relays off, fake bank, median',
      value: median(fakeMs),
      unit: 'ms',
      most: 200,
    },
    { name: 'start to relays off, fake bank, longest', value: Math.max(...fakeMs), unit: 'ms' },
    {
      name: 'start to relays off, Modbus board, median',
      value: median(boardMs),
      unit: 'ms',
      most: 200,
    },
    { name: 'start to relays off, Modbus board, longest', value: Math.max(...boardMs), unit: 'ms' },
  ];
};
