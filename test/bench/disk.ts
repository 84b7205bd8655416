/**
 * What a box writes to its SD card in a day of ordinary service: everything that the core asks its disk to keep in some days, by the real
 * store on a file system of its own, counted where the process hands it over and where it reaches the device. The log is the journal's.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { openStore } from '../../agent/shell/store/open-store.ts';
import type { Ending } from '../e2e/small-village.ts';
import { Card } from '../rig/service-day/card.ts';
import { ON_AIR_MIN, liveDays, type ServiceDays } from '../rig/service-day/service-day.ts';
import type { Figure } from './measure.ts';

/** ext4 writes its journal as often; what is saved within goes along. */
const JOURNAL_EVERY_S = 5;
/** So many, and the mean of them: what SQLite moves from its log into its database is moved every third day or so. */
const DAYS = 8;
/** 1 MB, which is promised. */
const A_DAY_MIB_MAX = 1e6 / 2 ** 20;
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
  const lived = liveDays(DAYS);
  const { store } = openStore(join(card?.folder ?? folder, 'state.json'), () => undefined);
  const [first, ...rest] = lived.saves;
  if (first === undefined) throw new Error('days without a save');
  // The database is made once in the life of a box.
  await store.save(first.state, first.records);
  await settled(card);
  const before = { written: card?.writtenBytes ?? 0, handed: handedBytes() };
  await saveAll(store, rest, card);
  const written = (card?.writtenBytes ?? 0) - before.written;
  const handed = handedBytes() - before.handed;
  return [
    ...figuresOf(lived),
    { name: 'handed to the kernel', value: handed / DAYS / MIB, unit: 'MiB a day' },
    ...(card === undefined
      ? []
      : [
          {
            name: 'written to the device, ext4 and its journal',
            value: written / DAYS / MIB,
            unit: 'MiB a day',
            most: Math.floor(A_DAY_MIB_MAX * 100) / 100,
          },
        ]),
    {
      name: '  of that, a save',
      value: written / rest.length / 1_024,
      unit: 'KiB',
    },
  ];
};

const saveAll = async (
  store: ReturnType<typeof openStore>['store'],
  saves: ServiceDays['saves'],
  card: Card | undefined,
): Promise<void> => {
  let settledS = 0;
  for (const { atS, state, records } of saves) {
    if (atS - settledS >= JOURNAL_EVERY_S) {
      await settled(card);
      settledS = atS;
    }
    await store.save(state, records);
  }
  await settled(card);
};

/** Of a copy that is written behind a save too. */
const settled = async (card: Card | undefined): Promise<void> => {
  do await new Promise(setImmediate);
  while (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource)));
  card?.settle();
};

const figuresOf = ({ announcements, renewals, connections, saves }: ServiceDays): Figure[] => [
  { name: 'days', value: DAYS, unit: '' },
  { name: 'announcements', value: announcements / DAYS, unit: 'a day' },
  { name: '  together', value: ON_AIR_MIN, unit: 'min' },
  { name: 'renewals', value: renewals / DAYS, unit: 'a day' },
  { name: 'connections', value: connections / DAYS, unit: 'a day' },
  { name: 'saves', value: saves.length / DAYS, unit: 'a day' },
];

/** By write calls (proc(5), wchar). */
const handedBytes = (): number =>
  Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
