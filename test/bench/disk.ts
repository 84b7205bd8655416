/**
 * What a box writes to its SD card in a day of ordinary service: everything that the core asks its disk to keep in some days, by the real
 * store on a file system of its own, counted where the process hands it over and where it reaches the device. The log is the journal's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { Ending } from '../e2e/small-village.ts';
import { Card } from '../rig/service-day/card.ts';
import { keepDays } from '../rig/service-day/kept-days.ts';
import { ON_AIR_MIN, liveDays, type ServiceDays } from '../rig/service-day/service-day.ts';
import type { Figure } from './measure.ts';

/** So many, and the mean of them: what SQLite moves from its log into its database is moved every fourth day or so. */
const DAYS = 8;
const MIB = 1_048_576;
/** 1 MB, which is promised. */
const A_DAY_MIB_MAX = Math.floor((1e6 / MIB) * 100) / 100;

export const measureDisk = async (ending: Ending): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-disk-'));
  const card = Card.insert(folder);
  ending.after(async () => {
    await pass(0);
    card?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  if (card === undefined) console.log('  (no loop device, or not root: the device is not counted)');
  const lived = liveDays(DAYS);
  const { handedBytes, deviceBytes } = await keepDays(lived.saves, folder, card);
  const aDay = { unit: 'MiB a day', most: A_DAY_MIB_MAX };
  const device: readonly Figure[] = [
    {
      name: 'written to the device, ext4 and its journal',
      value: deviceBytes / DAYS / MIB,
      ...aDay,
    },
    { name: '  of that, a save', value: deviceBytes / lived.saves.length / 1_024, unit: 'KiB' },
  ];
  return [
    ...figuresOf(lived),
    { name: 'handed to the kernel', value: handedBytes / DAYS / MIB, ...aDay },
    ...(card === undefined ? [] : device),
  ];
};

const figuresOf = ({ announcements, renewals, connections, saves }: ServiceDays): Figure[] => [
  { name: 'days', value: DAYS, unit: '' },
  { name: 'announcements', value: announcements / DAYS, unit: 'a day' },
  { name: '  together', value: ON_AIR_MIN, unit: 'min' },
  { name: 'renewals', value: renewals / DAYS, unit: 'a day' },
  { name: 'connections', value: connections / DAYS, unit: 'a day' },
  { name: 'saves', value: saves.length / DAYS, unit: 'a day' },
];
