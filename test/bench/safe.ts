/** From the start of the packaged agent's process to both relays off, on the fake bank and on a Modbus board: by the clock, and of the processor. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import { startsWithBoard, startsWithFakeBank, type Start } from '../rig/boot/start-to-off.ts';
import { asTheService, unpackPackage } from '../rig/package/unpacked-package.ts';
import { median, type Figure } from './measure.ts';

const STARTS = 20;
const MOST_MS = 200;

export const measureSafe = async (ending: Ending): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-safe-'));
  ending.after(async () => {
    await pass(0);
    rmSync(folder, { recursive: true, force: true });
  });
  const { agent } = unpackPackage(folder);
  const village = await buildSmallVillage(ending);
  const settings = { village, agent, runner: asTheService(), times: STARTS };
  return [
    ...figuresOf('fake bank', await startsWithFakeBank(settings)),
    ...figuresOf('Modbus board', await startsWithBoard(ending, settings)),
  ];
};

const figuresOf = (bank: string, starts: readonly Start[]): Figure[] => {
  const ms = starts.map((start) => start.ms);
  const processorMs = starts.map((start) => start.processorMs);
  const name = `start to relays off, ${bank}`;
  return [
    { name: `${name}, median`, value: median(ms), unit: 'ms', most: MOST_MS },
    { name: '  longest', value: Math.max(...ms), unit: 'ms' },
    { name: '  of the processor, median', value: median(processorMs), unit: 'ms' },
    {
      name: '  of the processor, longest',
      value: Math.max(...processorMs),
      unit: 'ms',
      most: MOST_MS,
    },
  ];
};
