/**
 * What a box writes to its SD card in a day of ordinary service: everything that the core asks its disk to keep in that day, by the real
 * store on a file system of its own, counted where the process hands it over and where it reaches the device. The log is the journal's.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { openStore } from '../../agent/shell/store/open-store.ts';
import type { Ending } from '../e2e/small-village.ts';
import { Card } from '../rig/service-day/card.ts';
import { ON_AIR_MIN, liveADay, type ServiceDay } from '../rig/service-day/service-day.ts';
import type { Figure } from './measure.ts';

/** ext4 writes its journal as often; what is saved within goes along. */
const JOURNAL_EVERY_S = 5;
const MIB = 1_048_576;

export const measureDisk = async (ending: Ending): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-disk-'));
  const card = Card.insert(folder);
  ending.after(async () => {
    await pass(0);
    card?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  if (card === undefined) console.log('  (no loop device, or not root: the device is not counted)');
  const day = liveADay();
  const { store } = openStore(join(card?.folder ?? folder, 'state.json'), () => undefined);
  const [first, ...rest] = day.saves;
  if (first === undefined) throw new Error('a day without a save');
  // The database is made once in the life of a box.
  await store.save(first.state, first.records);
  card?.settle();
  const before = { written: card?.writtenBytes ?? 0, handed: handedBytes() };
  await saveAll(store, rest, card);
  const written = (card?.writtenBytes ?? 0) - before.written;
  const handed = handedBytes() - before.handed;
  return [
    ...figuresOf(day),
    { name: 'handed to the kernel', value: handed / MIB, unit: 'MiB a day', most: 1 },
    ...(card === undefined
      ? []
      : [
          {
            name: 'written to the device, ext4 and its journal',
            value: written / MIB,
            unit: 'MiB a day',
          },
        ]),
    {
      name: '  of that, a save',
      value: written / day.saves.length / 1_024,
      unit: 'KiB',
    },
  ];
};

const saveAll = async (
  store: ReturnType<typeof openStore>['store'],
  saves: ServiceDay['saves'],
  card: Card | undefined,
): Promise<void> => {
  let settledS = 0;
  for (const { atS, state, records } of saves) {
    if (atS - settledS >= JOURNAL_EVERY_S) {
      card?.settle();
      settledS = atS;
    }
    await store.save(state, records);
  }
  card?.settle();
};

const figuresOf = ({ announcements, renewals, connections, saves }: ServiceDay): Figure[] => [
  { name: 'announcements', value: announcements, unit: 'a day' },
  { name: '  together', value: ON_AIR_MIN, unit: 'min' },
  { name: 'renewals', value: renewals, unit: 'a day' },
  { name: 'connections', value: connections, unit: 'a day' },
  { name: 'saves', value: saves.length, unit: 'a day' },
];

/** By write calls (proc(5), wchar). */
const handedBytes = (): number =>
  Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
