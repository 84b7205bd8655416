/**
 * Days of saves through the real store onto a card, at the times at which they were asked for as far as the file system's journal goes: what
 * the process handed over, and what reached the device. It judges nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../agent/shell/store/open-store.ts';
import type { Card } from './card.ts';
import type { Save } from './service-day.ts';

/** ext4 writes its journal as often; what is saved within goes along. */
const JOURNAL_EVERY_S = 5;

export interface Kept {
  /** By write calls. */
  readonly handedBytes: number;
  /** 0 without a card. */
  readonly deviceBytes: number;
}

/** The first save, which makes the database, is not counted: that is once in the life of a box. Onto the card, or into `folder`. */
export const keepDays = async (
  [first, ...rest]: readonly Save[],
  folder: string,
  card: Card | undefined,
): Promise<Kept> => {
  if (first === undefined) throw new Error('days without a save');
  const { store } = openStore(join(card?.folder ?? folder, 'state.json'), () => undefined);
  await store.save(first.state, first.records);
  await settled(card);
  const before = { device: card?.writtenBytes ?? 0, handed: handedBytes() };
  let settledS = 0;
  for (const { atS, state, records } of rest) {
    if (atS - settledS >= JOURNAL_EVERY_S) {
      await settled(card);
      settledS = atS;
    }
    await store.save(state, records);
  }
  await settled(card);
  return {
    handedBytes: handedBytes() - before.handed,
    deviceBytes: (card?.writtenBytes ?? 0) - before.device,
  };
};

/** Of a copy that is written behind a save too. */
const settled = async (card: Card | undefined): Promise<void> => {
  do await new Promise(setImmediate);
  while (process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource)));
  card?.settle();
};

/** By write calls (proc(5), wchar). */
const handedBytes = (): number =>
  Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
